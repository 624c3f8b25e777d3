// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    mutating func revert(_ revision: Int64, at now: Timestamp) throws -> Reversal {
        memory?.forget()
        var undo = Undo(revision, on: SQLiteLedger(connection: connection, revision: self.revision), at: now)
        return try undo.run()
    }

    func pool(_ id: Int64) throws -> Pool? {
        try pools().first { $0.id == id }
    }

    /// The tile of a run with the state in these columns; what is not among them is as in the tile that is there.
    func tile(_ run: Extent, _ state: [String: Value], over tile: ExtentRecord) throws -> ExtentRecord {
        func value<Part>(_ column: String, _ present: Part?, _ read: (Value) throws -> Part?) rethrows -> Part? {
            guard let value = state[column] else { return present }
            return try read(value)
        }
        let code = state.integer("state").map(Int.init) ?? tile.state.rawValue
        return ExtentRecord(
            run, try stored(code),
            until: value("until", tile.until) {
                if case .integer(let time) = $0 { Timestamp(microseconds: time) } else { nil }
            },
            claimant: try value("claimant", tile.claimant) {
                if case .text(let name) = $0 { try stored(name, TenantName.init) } else { nil }
            },
            reason: value("reason", tile.reason) { if case .text(let text) = $0 { text } else { nil } })
    }

    /// Removes the tiles of a pool that goes.
    func clear(_ pool: Int64) throws {
        try connection.run("DELETE FROM extent WHERE pool = ?1", .integer(pool))
        try connection.run("DELETE FROM pool_usage WHERE pool = ?1", .integer(pool))
    }

    /// Counts the tiles of a pool that came.
    func count(_ id: Int64) throws {
        guard let pool = try pool(id) else { return }
        try connection.run(
            "INSERT INTO pool_usage(pool, free, allocated, reserved, quarantined, held) VALUES(?1, ?2, ?2, ?2, ?2, ?2)",
            .integer(id), .wide(0))
        var rows = try connection.query(
            "SELECT first, last, state, until, claimant, reason FROM extent WHERE pool = ?1", .integer(id))
        var tiles: [ExtentRecord] = []
        while try rows.next() { tiles.append(try tile(rows)) }
        try account(removed: [], added: tiles, in: pool)
    }

    func setQuota(_ resource: QuotaResource, of tenant: TenantName, limit: Int64?, used: Int64) throws {
        try connection.run(
            """
            INSERT INTO quota(tenant, resource, limited_to, used) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(tenant, resource) DO UPDATE SET limited_to = ?3, used = ?4
            """, .text(tenant.description), .text(resource.rawValue), .integer(orNull: limit), .integer(used))
    }

    func setGeneration(_ generation: Int, of key: NetworkKey) throws {
        var rows = try connection.query("SELECT spec FROM network WHERE key = ?1", .text(key.description))
        guard try rows.next() else { return }
        let spec = try StoredJSON.value(NetworkSpec.self, rows.text(0), of: "network \(key)")
        try connection.run(
            "UPDATE network SET spec = ?2 WHERE key = ?1", .text(key.description),
            .text(try StoredJSON.text(spec.with(generation: generation))))
    }
}
