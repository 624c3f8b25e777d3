// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// Brings a database file to the schema of this program.
struct Schema {
    let path: String
    let migrations: [Migration]

    /// Creates, migrates or accepts the database behind a connection that may write.
    ///
    /// Steps run in one transaction each. Before the first one on a database that has content, a copy is made beside it.
    /// - Throws: `TenancyError` with code `store.damaged` for a file that is not ours, and one of a newer program. Such a file is not written to.
    func prepare(_ connection: Connection, now: Timestamp) throws {
        let version = try number(connection, "PRAGMA user_version")
        let applicationID = try number(connection, "PRAGMA application_id")
        let objects = try number(connection, "SELECT count(*) FROM sqlite_schema")
        let isNew = version == 0 && applicationID == 0 && objects == 0
        // A commit writes each page that it touched; of smaller ones it writes less. Before the first table only.
        if isNew { try connection.run("PRAGMA page_size = 2048") }
        guard isNew || applicationID == Migration.applicationID else {
            throw TenancyError(
                .storeDamaged, "cannot use \(path): it is an SQLite database of another program",
                hint: "name another file as store.path in the configuration")
        }
        let newest = migrations.last?.version ?? 0
        guard version <= newest else {
            throw TenancyError(
                .storeDamaged, "cannot use \(path): its schema is version \(version), this program knows \(newest)",
                hint: "run the newer program again, or put a copy from before its upgrade in place: ls \(path).v*")
        }
        // Programs between the first two versions changed the first step in place.
        if version == 1, try number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'leak'") > 0 {
            throw TenancyError(
                .storeDamaged,
                "cannot use \(path): a program between two versions made it, and no version has its schema",
                hint: "export it with that program, and import the file into a new plan: tenancyctl import")
        }
        let steps = migrations.filter { $0.version > version }
        guard !steps.isEmpty else { return }
        if !isNew { try connection.run("VACUUM INTO ?1", .text("\(path).v\(version).\(now)")) }
        // A step that rebuilds a table may not cascade; SQLite changes the setting outside of transactions only.
        try connection.run("PRAGMA foreign_keys = OFF")
        for step in steps { try migrate(connection, step) }
        try connection.run("PRAGMA foreign_keys = ON")
    }

    /// Sets what a connection that writes must have: a write-ahead log, and a flush with each commit.
    func configure(_ connection: Connection) throws {
        // A log that one large change has blown up shrinks again, so that a large one means something.
        // secure_delete is Debian's default and doubles the writes of a delete; what was deleted stands in the journal anyway.
        // Checkpoints are automatic and happen on this connection alone: SQLite 3.40.1 has the WAL-reset race, which needs two.
        try connection.execute(
            script: """
                PRAGMA synchronous = FULL;
                PRAGMA secure_delete = OFF;
                PRAGMA wal_autocheckpoint = 8000;
                PRAGMA journal_size_limit = 33554432;
                PRAGMA cache_size = -8192;
                """)
        // A checkpoint costs three flushes and one write for each page that changed since the last one: 16 MiB of log make it rare without making it long.
        // The cache, in KiB, holds the inner pages of a plan of millions of rows and what a thousand tenants change in turn. A larger one is slower: SQLite looks
        // at all of it at the end of each transaction in which a page was split.
        var rows = try connection.query("PRAGMA journal_mode = WAL")
        guard try rows.next(), try rows.text(0) == "wal" else {
            throw TenancyError(
                .storeUnavailable, "cannot keep a write-ahead log beside \(path): its file system has no shared memory",
                hint: "put the file on a local disk: df -T \(path)")
        }
        _ = try rows.next()
    }

    private func migrate(_ connection: Connection, _ step: Migration) throws {
        try connection.transaction {
            try connection.execute(script: step.script)
            var violations = try connection.query("PRAGMA foreign_key_check")
            guard try !violations.next(), try number(connection, "PRAGMA user_version") == step.version else {
                throw TenancyError(
                    .internal, "cannot bring \(path) to schema version \(step.version): the step is wrong")
            }
            return ((), .commit)
        }
    }

    private func number(_ connection: Connection, _ sql: StaticString) throws -> Int64 {
        var rows = try connection.query(sql)
        return try rows.next() ? rows.integer(0) : 0
    }
}
