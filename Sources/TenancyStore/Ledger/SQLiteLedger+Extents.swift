// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func tile(in pool: Pool, holding value: UInt128) throws -> ExtentRecord? {
        var rows = try connection.query(
            """
            SELECT first, last, state, until, claimant, reason FROM extent
            WHERE pool = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1
            """, .integer(pool.id), .wide(value))
        guard try rows.next() else { return nil }
        let tile = try tile(rows)
        return tile.extent.contains(value) ? tile : nil
    }

    func freeTile(in pool: Pool, fit: Int) throws -> ExtentRecord? {
        if pool.policy == .sparse { return try largestFree(in: pool, fit: fit) }
        guard let best = try smallestFree(in: pool, fit: fit) else { return nil }
        guard pool.policy == .first else { return best.tile }
        // The lowest of each class is one seek; classes are at most 129, and few in practice.
        var lowest = best.tile
        var next = best.fit + 1
        while let tile = try smallestFree(in: pool, fit: next) {
            if tile.tile.extent < lowest.extent { lowest = tile.tile }
            next = tile.fit + 1
        }
        return lowest
    }

    /// The lowest free tile of the smallest class from `fit` on.
    private func smallestFree(in pool: Pool, fit: Int) throws -> (tile: ExtentRecord, fit: Int)? {
        var rows = try connection.query(
            """
            SELECT first, last, state, until, claimant, reason, fit FROM extent
            WHERE pool = ?1 AND state = 0 AND fit >= ?2 ORDER BY fit, first LIMIT 1
            """, .integer(pool.id), .integer(Int64(fit)))
        return try rows.next() ? (try tile(rows), Int(try rows.integer(6))) : nil
    }

    /// The lowest free tile of the largest class, when that is not below `fit`.
    private func largestFree(in pool: Pool, fit: Int) throws -> ExtentRecord? {
        var rows = try connection.query(
            """
            SELECT fit FROM extent WHERE pool = ?1 AND state = 0 AND fit >= ?2 ORDER BY fit DESC LIMIT 1
            """, .integer(pool.id), .integer(Int64(fit)))
        guard try rows.next() else { return nil }
        return try smallestFree(in: pool, fit: Int(try rows.integer(0)))?.tile
    }

    func firstTile(in pool: Pool, state: ExtentRecord.State) throws -> ExtentRecord? {
        var rows = try connection.query(
            """
            SELECT first, last, state, until, claimant, reason FROM extent
            WHERE pool = ?1 AND state = ?2 ORDER BY first LIMIT 1
            """, .integer(pool.id), .integer(Int64(state.rawValue)))
        return try rows.next() ? tile(rows) : nil
    }

    /// That both cover the same run is what keeps the tiles of a pool from overlapping and from leaving gaps.
    mutating func replace(_ old: [ExtentRecord], with new: [ExtentRecord], in pool: Pool) throws {
        guard Self.union(old) == Self.union(new) else {
            throw TenancyError(
                .internal, "tiles of pool \(pool.name) would be replaced by others that cover another range")
        }
        for tile in old { try delete(tile, in: pool) }
        for tile in new { try insert(tile, in: pool) }
        try account(removed: old, added: new, in: pool)
    }

    func expired(at now: Timestamp, limit: Int) throws -> [(pool: Pool, tile: ExtentRecord)] {
        guard let memory else { return try readExpired(at: now, limit: limit) }
        if let due = memory.use({ $0.tilesDue }), now < due { return [] }
        let expired = try readExpired(at: now, limit: limit)
        if expired.isEmpty {
            let due = try nextExpiry() ?? .never
            memory.use { $0.tilesDue = due }
        }
        return expired
    }

    private func readExpired(at now: Timestamp, limit: Int) throws -> [(pool: Pool, tile: ExtentRecord)] {
        var rows = try connection.query(
            """
            SELECT e.first, e.last, e.state, e.until, e.claimant, e.reason,
                p.id, p.name, p.kind, p.first, p.last, p.default_bits, p.policy, p.quarantine, p.min_bits, p.max_bits,
                parent.name
            FROM extent e JOIN pool p ON p.id = e.pool LEFT JOIN pool parent ON parent.id = p.parent
            WHERE e.until <= ?1 ORDER BY e.until, e.pool, e.first LIMIT ?2
            """, .integer(now.microseconds), .integer(Int64(limit)))
        var expired: [(pool: Pool, tile: ExtentRecord)] = []
        while try rows.next() { expired.append((try pool(rows, from: 6), try tile(rows))) }
        return expired
    }

    /// Removes a tile, which must be as it was read.
    func delete(_ tile: ExtentRecord, in pool: Pool) throws {
        try connection.run(
            """
            DELETE FROM extent WHERE pool = ?1 AND first = ?2 AND last = ?3 AND state = ?4
            """,
            .integer(pool.id), .wide(tile.extent.first), .wide(tile.extent.last), .integer(Int64(tile.state.rawValue)))
        guard connection.changes == 1 else {
            throw TenancyError(.internal, "pool \(pool.name) has no tile \(pool.text(tile.extent)) as it was read")
        }
    }

    /// Adds a tile where none was before.
    ///
    /// - Throws: `TenancyError` when it is not within the pool, or overlaps another tile.
    func place(_ tile: ExtentRecord, in pool: Pool) throws {
        guard pool.range.contains(tile.extent) else {
            throw TenancyError(.internal, "tile \(pool.text(tile.extent)) lies outside pool \(pool.name)")
        }
        var below = try connection.query(
            """
            SELECT last FROM extent WHERE pool = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1
            """, .integer(pool.id), .wide(tile.extent.last))
        guard try !below.next() || below.wide(0) < tile.extent.first else {
            throw TenancyError(.internal, "tile \(pool.text(tile.extent)) overlaps another of pool \(pool.name)")
        }
        try insert(tile, in: pool)
    }

    private func insert(_ tile: ExtentRecord, in pool: Pool) throws {
        if let until = tile.until { memory?.use { $0.noteDue(until) } }
        try connection.run(
            """
            INSERT INTO extent(pool, first, last, state, fit, until, claimant, reason)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            .integer(pool.id), .wide(tile.extent.first), .wide(tile.extent.last), .integer(Int64(tile.state.rawValue)),
            .integer(orNull: tile.state == .free ? Int64(tile.extent.fit) : nil),
            .integer(orNull: tile.until?.microseconds), .text(orNull: tile.claimant?.description),
            .text(orNull: tile.reason))
    }

    /// The tile in the first six columns.
    func tile(_ row: borrowing Cursor) throws -> ExtentRecord {
        let state: ExtentRecord.State = try stored(Int(row.integer(2)))
        let until = try row.integer(orNull: 3).map(Timestamp.init(microseconds:))
        let claimant = try row.text(orNull: 4).map { try stored($0, TenantName.init) }
        return ExtentRecord(
            try extent(row, first: 0, last: 1), state, until: until, claimant: claimant,
            reason: try row.text(orNull: 5))
    }

    /// The range that tiles cover without gap or overlap; `nil` when they do not.
    private static func union(_ tiles: [ExtentRecord]) -> Extent? {
        let extents = tiles.map(\.extent).sorted()
        guard let first = extents.first, var last = extents.first?.last else { return nil }
        for extent in extents.dropFirst() {
            guard last < .max, extent.first == last + 1 else { return nil }
            last = extent.last
        }
        return Extent(first: first.first, last: last)
    }
}
