// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

extension MemoryLedger {
    struct Flaw: Error {
        let text: String
    }

    /// What must hold after every step: the tiles of each pool cover its range once, no two free ones touch, no address of a scope has two holders, and
    /// tiles, allocations and child pools belong to each other one to one.
    func checkWhole() throws {
        func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
            if !holds { throw Flaw(text: text()) }
        }
        for pool in pools() {
            let tiles = tiles[pool.name] ?? []
            try require(
                tiles.first?.extent.first == pool.range.first && tiles.last?.extent.last == pool.range.last,
                "the tiles of \(pool.name) do not reach its ends")
            for (one, next) in zip(tiles, tiles.dropFirst()) {
                try require(
                    next.extent.first == one.extent.last + 1,
                    "pool \(pool.name): gap or overlap at \(pool.text(next.extent))")
                try require(
                    one.state != .free || next.state != .free,
                    "pool \(pool.name): \(pool.text(next.extent)) is free beside a free one")
            }
            for tile in tiles {
                let holders = allocations(from: pool, overlapping: tile.extent)
                let isHeld = tile.state == .allocated || tile.state == .draining
                try require(
                    holders.map(\.extent) == (isHeld ? [tile.extent] : []),
                    "\(pool.text(tile.extent)) is \(tile.state) and held by \(holders)")
                try require(
                    (holders.first?.drainingUntil != nil) == (tile.state == .draining),
                    "\(pool.text(tile.extent)) drains on one side")
                try require(
                    (tile.state == .delegated)
                        == pools().contains { $0.parent == pool.name && $0.range == tile.extent },
                    "\(pool.text(tile.extent)) is \(tile.state) and a child or none")
            }
        }
        for (scope, held) in Dictionary(grouping: allocations, by: \.scope) {
            let sorted = held.sorted { $0.extent < $1.extent }
            for (one, next) in zip(sorted, sorted.dropFirst()) {
                try require(one.extent.last < next.extent.first, "\(next.text) has two holders in \(scope.name)")
            }
        }
        for (tenant, limits) in limits {
            for (resource, limit) in limits {
                let used = self.tenant(tenant)?.quotas.first { $0.resource == resource }?.used ?? 0
                try require(used <= limit, "\(resource) of \(tenant) is over its limit")
            }
        }
    }
}
