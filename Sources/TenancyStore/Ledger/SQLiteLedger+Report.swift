// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func report(_ pool: Pool, now: Timestamp) throws -> PoolReport {
        var freeRows = try connection.query(
            """
            SELECT first, last FROM extent WHERE pool = ?1 AND state = 0
            """, .integer(pool.id))
        var free: [Extent] = []
        while try freeRows.next() { free.append(try extent(freeRows, first: 0, last: 1)) }
        var tileRows = try connection.query(
            """
            SELECT first, last, state, until, claimant, reason FROM extent
            WHERE pool = ?1 AND state IN (2, 3, 4, 5) ORDER BY first LIMIT ?2
            """, .integer(pool.id), .integer(Int64(PoolReport.shownTiles)))
        var tiles: [ExtentRecord] = []
        while try tileRows.next() { tiles.append(try tile(tileRows)) }
        let children = try pools().filter { $0.parent == pool.name }
        let growth = try growth(
            of: pool, without: children.map(\.range),
            since: Timestamp(microseconds: now.microseconds - PoolReport.window.components.seconds * 1_000_000))
        return PoolReport(
            pool: pool, usage: try usage(of: pool), children: children,
            tiles: tiles, free: free, opened: growth.opened, closed: growth.closed)
    }

    func nextExpiry() throws -> Timestamp? {
        var rows = try connection.query(
            """
            SELECT until FROM extent WHERE until IS NOT NULL ORDER BY until LIMIT 1
            """)
        return try rows.next() ? Timestamp(microseconds: rows.integer(0)) : nil
    }

    /// How many values of a pool's range, its children's left out, got a holder, and lost one, since a time.
    private func growth(of pool: Pool, without children: [Extent], since: Timestamp) throws -> (
        opened: UInt128, closed: UInt128
    ) {
        var rows = try connection.query(
            """
            SELECT first, last, scope, since, until FROM tenure
            WHERE first BETWEEN ?1 AND ?2 AND (since > ?3 OR until > ?3)
            """, .wide(pool.range.first), .wide(pool.range.last), .integer(since.microseconds))
        var growth: (opened: UInt128, closed: UInt128) = (0, 0)
        while try rows.next() {
            let scope = try rows.text(2)
            // Numbers of different kinds lie in one space.
            guard !pool.kind.isNumeric || scope == pool.kind.rawValue else { continue }
            let extent = try extent(rows, first: 0, last: 1)
            guard !children.contains(where: { $0.contains(extent) }) else { continue }
            let count = extent.span + 1
            if try rows.integer(3) > since.microseconds { growth.opened += count }
            if let until = try rows.integer(orNull: 4), until > since.microseconds { growth.closed += count }
        }
        return growth
    }
}
