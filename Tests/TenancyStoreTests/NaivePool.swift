// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// A pool as one entry per value: slow, and too simple to be wrong. What the store does is compared with it.
struct NaivePool {
    struct Cell: Equatable {
        var state: ExtentRecord.State = .free
        var until: Timestamp?
        var claimant: TenantName?
        /// The block that holds the value, as allocations are not merged.
        var block: Int?
    }

    let base: UInt128
    let policy: PoolPolicy
    var cells: [Cell]
    private var blocks = 0

    init(base: UInt128, count: Int, policy: PoolPolicy) {
        self.base = base
        self.policy = policy
        cells = Array(repeating: Cell(), count: count)
    }

    private func isFree(_ range: Range<Int>) -> Bool { range.allSatisfy { cells[$0].state == .free } }

    private func isAligned(_ start: Int, _ size: Int) -> Bool { (base + UInt128(start)) % UInt128(1 << size) == 0 }

    /// The free runs, in order.
    private var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in cells.indices where cells[index].state == .free {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }

    private func blocks(_ size: Int, in run: Range<Int>) -> [Range<Int>] {
        guard run.count >= 1 << size else { return [] }
        return (run.lowerBound...run.upperBound - (1 << size)).filter { isAligned($0, size) }.map {
            $0..<$0 + (1 << size)
        }
    }

    /// Where the next free block of 2^size values must come from.
    func next(_ size: Int) -> Range<Int>? {
        let candidates = runs.compactMap { run -> (fit: Int, block: Range<Int>)? in
            guard let block = blocks(size, in: run).first else { return nil }
            return ((0...10).last { !blocks($0, in: run).isEmpty } ?? 0, block)
        }
        if policy == .first { return candidates.first?.block }
        if policy == .sparse {
            // The lowest of the roomiest runs; in it the block that starts at the middle of its largest aligned block.
            guard let most = candidates.map(\.fit).max(), let best = candidates.first(where: { $0.fit == most }),
                let run = runs.first(where: { $0.contains(best.block.lowerBound) }),
                let whole = blocks(most, in: run).first
            else { return nil }
            let start = size < most ? whole.lowerBound + whole.count / 2 : whole.lowerBound
            return start..<start + 1 << size
        }
        return candidates.min { ($0.fit, $0.block.lowerBound) < ($1.fit, $1.block.lowerBound) }?.block
    }

    /// Whether exactly this block may be taken by a tenant.
    func canTake(_ range: Range<Int>, for tenant: TenantName) -> Bool {
        guard let first = cells.indices.contains(range.lowerBound) ? cells[range.lowerBound] : nil else { return false }
        guard range.upperBound <= cells.count else { return false }
        if first.state == .free { return isFree(range) }
        // A rested block comes back in one piece: what was released separately is not merged.
        return first.state == .quarantined && first.claimant == tenant && range.allSatisfy { cells[$0] == first }
    }

    mutating func take(_ range: Range<Int>) {
        blocks += 1
        for index in range { cells[index] = Cell(state: .allocated, block: blocks) }
    }

    mutating func release(_ range: Range<Int>, tenant: TenantName, until: Timestamp?) {
        blocks += 1
        for index in range {
            cells[index] =
                until == nil
                ? Cell() : Cell(state: .quarantined, until: until, claimant: tenant, block: blocks)
        }
    }

    mutating func expire(at now: Timestamp) {
        for index in cells.indices {
            if let until = cells[index].until, until <= now { cells[index] = Cell() }
        }
    }
}
