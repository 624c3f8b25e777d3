// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A pool with everything that says how it stands, and how long it will last.
package struct PoolReport: Sendable, Equatable {
    /// How many blocks of one length could still be allocated.
    package struct Blocks: Sendable, Equatable {
        /// In the 128-bit space.
        package let bits: Int
        package let count: UInt128

        package init(bits: Int, count: UInt128) {
            self.bits = bits
            self.count = count
        }
    }

    package let pool: Pool
    package let usage: PoolUsage
    /// By range.
    package let children: [Pool]
    /// What is excluded, reserved, quarantined or drained, by value; the first `shownTiles` of them.
    package let tiles: [ExtentRecord]
    /// From the largest free block to the longest length that the pool gives; empty for pools of single values.
    package let blocks: [Blocks]
    /// How many values were allocated and released in the window before the report.
    package let opened: UInt128
    package let closed: UInt128

    package static let shownTiles = 200
    /// What the forecast looks back on.
    package static let window = Duration.seconds(30 * 86_400)

    package init(
        pool: Pool, usage: PoolUsage, children: [Pool], tiles: [ExtentRecord], free: [Extent], opened: UInt128,
        closed: UInt128
    ) {
        self.pool = pool
        self.usage = usage
        self.children = children.sorted { $0.range < $1.range }
        self.tiles = tiles
        self.opened = opened
        self.closed = closed
        let longest = max(pool.maxBits ?? pool.defaultBits, pool.defaultBits)
        let shortest = max(128 - (usage.largestFit ?? 0), pool.minBits ?? 0)
        blocks =
            longest == 128 || usage.largestFit == nil || shortest > longest
            ? []
            : (shortest...longest).map { bits in
                Blocks(bits: bits, count: free.reduce(0) { $0 + $1.blockCount(128 - bits) })
            }
    }

    /// The part of the values that is not to be had, in per mille.
    package var used: Int {
        let total = pool.range.span
        guard total < .max, total > 0 else { return usage.free > 0 ? 0 : 1000 }
        // Divided first where the product would not fit.
        let taken = total + 1 - usage.free
        return Int(taken <= .max / 1000 ? taken * 1000 / (total + 1) : taken / ((total + 1) / 1000))
    }

    /// How many days the free space lasts when it goes on as in the window; `nil` when the pool does not fill.
    package var daysLeft: Int64? {
        guard opened > closed else { return nil }
        let days = UInt128(Self.window.components.seconds / 86_400)
        let (product, overflow) = usage.free.multipliedReportingOverflow(by: days)
        return overflow ? .max : Int64(clamping: product / (opened - closed))
    }
}
