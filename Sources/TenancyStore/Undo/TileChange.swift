// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// A run of a pool whose state a transaction changed. What it only cut or merged is no change.
struct TileChange {
    let pool: Int64
    let run: Extent
    /// What changed of its state, from and to, by column; `nil` when the pool had no such values.
    let old: [String: Value]?
    let new: [String: Value]?

    /// Whether it is only that a time had come: the clock did it, whoever's transaction it was.
    func isExpiry(at time: Timestamp) -> Bool {
        let resting = [ExtentRecord.State.quarantined, .held].map { Int64($0.rawValue) }
        guard let old, let state = old.integer("state"), resting.contains(state), let until = old.integer("until"),
            new?.integer("state") == 0
        else { return false }
        return until <= time.microseconds
    }

    /// The changes of a transaction's rows.
    static func all(in rows: [NamedRow]) -> [TileChange] {
        let tiles = rows.filter { $0.table == "extent" }
        return Dictionary(grouping: tiles) { $0.values.integer("pool") ?? 0 }.sorted { $0.key < $1.key }
            .flatMap { changes(in: $0.value, pool: $0.key) }
    }

    private static func changes(in rows: [NamedRow], pool: Int64) -> [TileChange] {
        // The end of a tile is part of its key: an updated row covers the same values before and afterwards.
        let updated = rows.filter { $0.operation == .update }.compactMap { row in
            row.new.extent.map { TileChange(pool: pool, run: $0, old: state(row.old), new: state(row.new)) }
        }
        func tiles(_ operation: ChangesetRow.Operation) -> [(run: Extent, state: [String: Value])] {
            rows.filter { $0.operation == operation }
                .compactMap { row in row.values.extent.map { ($0, state(row.values)) } }.sorted { $0.run < $1.run }
        }
        let (before, after) = (tiles(.delete), tiles(.insert))
        let starts = (before + after).flatMap { tile in
            [tile.run.first] + (tile.run.last < .max ? [tile.run.last + 1] : [])
        }
        let cuts = Set(starts).sorted()
        var changes = updated
        for (index, first) in cuts.enumerated() {
            let last = index + 1 < cuts.count ? cuts[index + 1] - 1 : .max
            let old = before.first { $0.run.contains(first) }
            let new = after.first { $0.run.contains(first) }
            guard old != nil || new != nil, old?.state != new?.state,
                let run = Extent(first: first, last: min(last, old?.run.last ?? last, new?.run.last ?? last))
            else { continue }
            changes.append(TileChange(pool: pool, run: run, old: old?.state, new: new?.state))
        }
        return changes.sorted { $0.run < $1.run }
    }

    /// All but the place, and what follows from it.
    private static func state(_ values: [String: Value]) -> [String: Value] {
        values.filter { !["pool", "first", "last", "fit"].contains($0.key) }
    }
}
