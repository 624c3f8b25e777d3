// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func pools() throws -> [Pool] {
        try memory?.pools(read: readPools) ?? readPools()
    }

    private func readPools() throws -> [Pool] {
        var rows = try connection.query(
            """
            SELECT pool.id, pool.name, pool.kind, pool.first, pool.last, pool.default_bits, pool.policy, pool.quarantine,
                pool.min_bits, pool.max_bits, parent.name
            FROM pool LEFT JOIN pool parent ON parent.id = pool.parent ORDER BY pool.name
            """)
        var pools: [Pool] = []
        while try rows.next() { pools.append(try pool(rows)) }
        return pools
    }

    func pool(_ name: PoolName) throws -> Pool? {
        guard let memory else { return try read(name) }
        return try memory.value(\.poolsByName, name) { try read(name) }
    }

    private func read(_ name: PoolName) throws -> Pool? {
        var rows = try connection.query(
            """
            SELECT pool.id, pool.name, pool.kind, pool.first, pool.last, pool.default_bits, pool.policy, pool.quarantine,
                pool.min_bits, pool.max_bits, parent.name
            FROM pool LEFT JOIN pool parent ON parent.id = pool.parent WHERE pool.name = ?1
            """, .text(name.description))
        return try rows.next() ? pool(rows) : nil
    }

    mutating func insert(_ pool: Pool, tiles: [ExtentRecord]) throws -> Pool {
        let parent = try pool.parent.flatMap { try self.pool($0) }
        memory?.use { $0.forgetPools() }
        try connection.run(
            """
            INSERT INTO pool(
                name, kind, first, last, default_bits, policy, quarantine, min_bits, max_bits, parent)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """,
            .text(pool.name.description), .text(pool.kind.rawValue), .wide(pool.range.first), .wide(pool.range.last),
            .integer(Int64(pool.defaultBits)), .text(pool.policy.rawValue), .integer(pool.quarantineMicroseconds),
            .integer(orNull: pool.minBits.map(Int64.init)), .integer(orNull: pool.maxBits.map(Int64.init)),
            .integer(orNull: parent?.id))
        let id = connection.lastInsertedRow
        try connection.run(
            """
            INSERT INTO pool_usage(pool, free, allocated, reserved, quarantined, held)
            VALUES(?1, ?2, ?2, ?2, ?2, ?2)
            """, .integer(id), .wide(0))
        guard let inserted = try self.pool(pool.name) else {
            throw TenancyError(.internal, "pool \(pool.name) is not there after it was made")
        }
        for tile in tiles { try place(tile, in: inserted) }
        try account(removed: [], added: tiles, in: inserted)
        return inserted
    }

    mutating func update(_ pool: Pool, removing old: [ExtentRecord], adding new: [ExtentRecord]) throws {
        memory?.use { $0.forgetPools() }
        for tile in old { try delete(tile, in: pool) }
        try connection.run(
            """
            UPDATE pool SET first = ?2, last = ?3, default_bits = ?4, policy = ?5, quarantine = ?6, min_bits = ?7,
                max_bits = ?8
            WHERE id = ?1
            """,
            .integer(pool.id), .wide(pool.range.first), .wide(pool.range.last), .integer(Int64(pool.defaultBits)),
            .text(pool.policy.rawValue), .integer(pool.quarantineMicroseconds),
            .integer(orNull: pool.minBits.map(Int64.init)), .integer(orNull: pool.maxBits.map(Int64.init)))
        for tile in new { try place(tile, in: pool) }
        try account(removed: old, added: new, in: pool)
    }

    mutating func remove(_ pool: Pool) throws {
        memory?.use { $0.forgetPools() }
        try connection.run("DELETE FROM extent WHERE pool = ?1", .integer(pool.id))
        try connection.run("DELETE FROM pool_usage WHERE pool = ?1", .integer(pool.id))
        try connection.run("DELETE FROM pool WHERE id = ?1", .integer(pool.id))
    }

    func usage(of pool: Pool) throws -> PoolUsage {
        var usage = try counters(of: pool)
        var largest = try connection.query(
            """
            SELECT fit FROM extent WHERE pool = ?1 AND state = 0 ORDER BY fit DESC LIMIT 1
            """, .integer(pool.id))
        if try largest.next() { usage.largestFit = Int(try largest.integer(0)) }
        var next = try connection.query(
            """
            SELECT until FROM extent WHERE pool = ?1 AND until IS NOT NULL ORDER BY until LIMIT 1
            """, .integer(pool.id))
        if try next.next() { usage.nextRelease = Timestamp(microseconds: try next.integer(0)) }
        return usage
    }

    /// What the pool holds by state, as it is kept beside the tiles.
    func counters(of pool: Pool) throws -> PoolUsage {
        guard let memory, let known = try memory.value(\.counters, pool.id, read: { try readCounters(of: pool) }) else {
            return try readCounters(of: pool)
        }
        return known
    }

    private func readCounters(of pool: Pool) throws -> PoolUsage {
        var rows = try connection.query(
            """
            SELECT free, allocated, reserved, quarantined, held FROM pool_usage WHERE pool = ?1
            """, .integer(pool.id))
        guard try rows.next() else {
            throw TenancyError(.storeDamaged, "cannot read the usage of pool \(pool.name) from the store")
        }
        var usage = PoolUsage()
        usage.free = try rows.wide(0)
        usage.allocated = try rows.wide(1)
        usage.reserved = try rows.wide(2)
        usage.quarantined = try rows.wide(3)
        usage.held = try rows.wide(4)
        return usage
    }

    /// Brings the usage of a pool up to date with tiles that went and came.
    func account(removed: [ExtentRecord], added: [ExtentRecord], in pool: Pool) throws {
        var usage = try counters(of: pool)
        for tile in removed { usage.remove(tile) }
        for tile in added { usage.add(tile) }
        let counted = usage
        memory?.use { $0.counters[pool.id] = counted }
        try connection.run(
            """
            UPDATE pool_usage SET free = ?2, allocated = ?3, reserved = ?4, quarantined = ?5, held = ?6
            WHERE pool = ?1
            """,
            .integer(pool.id), .wide(usage.free), .wide(usage.allocated), .wide(usage.reserved),
            .wide(usage.quarantined), .wide(usage.held))
    }

    /// The pool in the eleven columns from `column` on.
    func pool(_ row: borrowing Cursor, from column: Int = 0) throws -> Pool {
        Pool(
            id: try row.integer(column), name: try stored(row.text(column + 1), PoolName.init),
            parent: try row.text(orNull: column + 10).map { try stored($0, PoolName.init) },
            kind: try stored(row.text(column + 2)), range: try extent(row, first: column + 3, last: column + 4),
            defaultBits: Int(try row.integer(column + 5)), minBits: try row.integer(orNull: column + 8).map { Int($0) },
            maxBits: try row.integer(orNull: column + 9).map { Int($0) }, policy: try stored(row.text(column + 6)),
            quarantine: .microseconds(try row.integer(column + 7)))
    }
}

extension PoolUsage {
    mutating func add(_ tile: ExtentRecord) {
        // What is being drained, or is a child pool, is not free. Wrapping: a sum may pass its bounds on the way, never at the end.
        switch tile.state {
        case .free: free &+= tile.extent.span &+ 1
        case .allocated, .draining, .delegated: allocated &+= tile.extent.span &+ 1
        case .reserved: reserved &+= tile.extent.span &+ 1
        case .quarantined: quarantined &+= tile.extent.span &+ 1
        case .held: held &+= tile.extent.span &+ 1
        }
    }

    mutating func remove(_ tile: ExtentRecord) {
        switch tile.state {
        case .free: free &-= tile.extent.span &+ 1
        case .allocated, .draining, .delegated: allocated &-= tile.extent.span &+ 1
        case .reserved: reserved &-= tile.extent.span &+ 1
        case .quarantined: quarantined &-= tile.extent.span &+ 1
        case .held: held &-= tile.extent.span &+ 1
        }
    }
}

extension Pool {
    fileprivate var quarantineMicroseconds: Int64 {
        quarantine.components.seconds * 1_000_000 + quarantine.components.attoseconds / 1_000_000_000_000
    }
}
