// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func network(_ key: NetworkKey) throws -> Network? {
        var rows = try connection.query(
            """
            SELECT tenant, spec FROM network WHERE key = ?1
            """, .text(key.description))
        guard try rows.next() else { return nil }
        return Network(
            key: key, tenant: try stored(rows.text(0), TenantName.init), spec: try spec(rows.text(1), of: key),
            allocations: try allocations(of: key))
    }

    func tenant(ofNetwork key: NetworkKey) throws -> TenantName? {
        var rows = try connection.query("SELECT tenant FROM network WHERE key = ?1", .text(key.description))
        return try rows.next() ? stored(rows.text(0), TenantName.init) : nil
    }

    func leaks() throws -> [Leak] {
        var rows = try connection.query("SELECT name FROM leak ORDER BY name")
        return try leaks(named: &rows)
    }

    func leak(_ name: LeakName) throws -> Leak? {
        var rows = try connection.query(
            """
            SELECT source, target, labels, created, connection FROM leak WHERE name = ?1
            """, .text(name.description))
        guard try rows.next() else { return nil }
        let (source, target) = (try rows.text(0), try rows.text(1))
        let labels = try StoredJSON.value([String: String].self, rows.text(2), of: "the labels of leak \(name)")
        let created = Timestamp(microseconds: try rows.integer(3))
        let joined = try rows.text(orNull: 4).map {
            try StoredJSON.value(Leak.Connection.self, $0, of: "the connection of leak \(name)")
        }
        var prefixes: [Bool: [Prefix]] = [:]
        var prefixRows = try connection.query(
            """
            SELECT first, last, is_return FROM leak_prefix WHERE leak = ?1 ORDER BY first
            """, .text(name.description))
        while try prefixRows.next() {
            let run = try extent(prefixRows, first: 0, last: 1)
            guard let prefix = Prefix(first: IPAddress(bits: run.first), bits: run.span.leadingZeroBitCount) else {
                throw TenancyError(.storeDamaged, "\(run.addressText) of leak \(name) is no prefix")
            }
            prefixes[try prefixRows.integer(2) == 1, default: []].append(prefix)
        }
        return Leak(
            name: name, source: try stored(source, NetworkKey.init), target: try stored(target, NetworkKey.init),
            prefixes: prefixes[false] ?? [], returned: prefixes[true] ?? [], labels: labels, created: created,
            connection: joined)
    }

    func leaks(of key: NetworkKey) throws -> [Leak] {
        var rows = try connection.query(
            """
            SELECT name FROM leak WHERE source = ?1 UNION ALL SELECT name FROM leak WHERE target = ?1
            """, .text(key.description))
        return try leaks(named: &rows)
    }

    func leaks(overlapping extent: Extent) throws -> [Leak] {
        // Most plans have no leak near: one look tells.
        var below = try connection.query(
            """
            SELECT 1 FROM leak_prefix WHERE first <= ?1 LIMIT 1
            """, .wide(extent.last))
        guard try below.next() else { return [] }
        var names: Set<String> = []
        var inside = try connection.query(
            """
            SELECT leak FROM leak_prefix WHERE first BETWEEN ?1 AND ?2
            """, .wide(extent.first), .wide(extent.last))
        while try inside.next() { names.insert(try inside.text(0)) }
        // What reaches into the run from below is an aligned block around its first address.
        for block in Self.blocks(around: IPAddress(bits: extent.first)) {
            var around = try connection.query(
                """
                SELECT leak FROM leak_prefix WHERE first = ?1 AND last = ?2
                """, .wide(block.first), .wide(block.last))
            while try around.next() { names.insert(try around.text(0)) }
        }
        return try names.sorted().compactMap { try leak(stored($0, LeakName.init)) }
    }

    func connectSubnets() throws -> [LeakName: [Prefix]] {
        var rows = try connection.query("SELECT name, connection FROM leak WHERE connection IS NOT NULL")
        var subnets: [LeakName: [Prefix]] = [:]
        while try rows.next() {
            let name = try stored(rows.text(0), LeakName.init)
            let joined = try StoredJSON.value(
                Leak.Connection.self, rows.text(1), of: "the connection of leak \(name)")
            subnets[name] = joined.subnets
        }
        return subnets
    }

    mutating func insert(_ leak: Leak) throws {
        try connection.run(
            "INSERT INTO leak(name, source, target, labels, created, connection) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            .text(leak.name.description), .text(leak.source.description), .text(leak.target.description),
            .text(try StoredJSON.text(leak.labels)), .integer(leak.created.microseconds),
            .text(orNull: try leak.connection.map { try StoredJSON.encoded($0) }))
        for (prefixes, isReturn) in [(leak.prefixes, Int64(0)), (leak.returned, 1)] {
            for run in prefixes.map({ Extent($0) }) {
                try connection.run(
                    "INSERT INTO leak_prefix(leak, first, last, is_return) VALUES(?1, ?2, ?3, ?4)",
                    .text(leak.name.description), .wide(run.first), .wide(run.last), .integer(isReturn))
            }
        }
    }

    mutating func remove(_ leak: Leak) throws {
        try connection.run("DELETE FROM leak_prefix WHERE leak = ?1", .text(leak.name.description))
        try connection.run("DELETE FROM leak WHERE name = ?1", .text(leak.name.description))
    }

    /// The leaks whose names the rows are, by name.
    private func leaks(named rows: inout Cursor) throws -> [Leak] {
        var names: [LeakName] = []
        while try rows.next() { names.append(try stored(rows.text(0), LeakName.init)) }
        return try names.sorted().compactMap { try leak($0) }
    }
}
