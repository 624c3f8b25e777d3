// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What a revision did to each value of a naive pool, and when it may be taken back.
struct NaiveRevision {
    /// A value's cell and who holds it.
    struct Holding {
        let cell: NaivePool.Cell
        let owner: TenantName?

        func isSame(as other: Self) -> Bool {
            cell.state == other.cell.state && cell.until == other.cell.until && cell.claimant == other.cell.claimant
                && owner == other.owner
        }

        /// Whether the value is still as this left it; what only rested may have become free.
        func canBeUndone(from present: Self) -> Bool {
            guard owner == present.owner else { return false }
            if owner != nil { return isSame(as: present) }
            return present.cell.state == cell.state || present.cell.state == .free
        }
    }

    struct Change {
        let old: Holding
        let new: Holding

        /// What only changed its kind or its claimant is gone once it ran out.
        func canBeUndone(from present: Holding) -> Bool {
            guard new.canBeUndone(from: present) else { return false }
            guard present.cell.state == .free, new.cell.state != .free else { return true }
            return new.cell.claimant != old.cell.claimant && new.cell.state != old.cell.state
        }

        /// Not when nothing changed, or only the clock's time had come.
        func isChange(at now: Timestamp) -> Bool {
            guard !old.isSame(as: new) else { return false }
            guard [.quarantined, .held].contains(old.cell.state), new.cell.state == .free, let until = old.cell.until
            else { return true }
            return until > now
        }
    }

    let revision: Int64
    let undoes: Int64?
    let changes: [Int: Change]
    let resizes: Bool

    static func isUndone(_ revision: Int64, in past: [NaiveRevision]) -> Bool {
        guard let by = past.last(where: { $0.undoes == revision }) else { return false }
        return !isUndone(by.revision, in: past)
    }

    /// Whether one of the later revisions changed the same value. An undo that stands and what it undid are nothing together.
    func isNeeded(by later: [NaiveRevision]) -> Bool {
        var cancelled: Set<Int64> = []
        for other in later.reversed() where !cancelled.contains(other.revision) {
            if let undone = other.undoes, undone > revision {
                cancelled.insert(undone)
            } else if other.changes.keys.contains(where: { changes[$0] != nil }) {
                return true
            }
        }
        return false
    }
}
