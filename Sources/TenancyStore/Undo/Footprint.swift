// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// What a transaction changed, and what it relied on: two transactions whose footprints meet cannot be taken back in any order.
struct Footprint {
    private enum Mark: Hashable {
        case row(String, [String])

        init(_ table: String, _ key: [Value]) { self = .row(table, key.map { "\($0)" }) }
    }

    private var changed: Set<Mark> = []
    private var needed: Set<Mark> = []
    private var tiles: [TileChange] = []

    /// Counters that any order leaves right, and history, are in no footprint.
    private static let free: Set = ["extent", "tenure", "network_generation", "quota"]

    /// Columns that name a row of another table.
    private static let references = [
        ("tenant", "tenant"), ("network", "network"), ("parent", "pool"), ("source", "network"), ("target", "network"),
        ("leak", "leak"),
    ]

    init(_ rows: [NamedRow], at time: Timestamp) {
        for row in rows where row.table == "quota" && row.old["limited_to"] != row.new["limited_to"] {
            changed.insert(Mark(row.table, row.key))
        }
        for row in rows where !Self.free.contains(row.table) {
            changed.insert(Mark(row.table, row.key))
            guard row.operation == .insert else { continue }
            for (column, table) in Self.references {
                if let value = row.new[column], value != .null { needed.insert(Mark(table, [value])) }
            }
        }
        tiles = TileChange.all(in: rows).filter { !$0.isExpiry(at: time) }
    }

    /// Whether a later transaction with this footprint depends on the one with the other.
    func depends(on earlier: Footprint) -> Bool {
        !changed.isDisjoint(with: earlier.changed) || !needed.isDisjoint(with: earlier.changed)
            || tiles.contains { tile in
                earlier.tiles.contains { $0.pool == tile.pool && $0.run.overlaps(tile.run) }
            }
    }
}
