// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import Testing

@Suite("Session")
struct SessionTests {
    private func connection() throws -> Connection {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute(
            script: """
                CREATE TABLE plan(id INTEGER PRIMARY KEY, name TEXT) STRICT;
                CREATE TABLE other(id INTEGER PRIMARY KEY) STRICT, WITHOUT ROWID;
                """)
        return connection
    }

    @Test("a changeset holds the named tables' changes only")
    func named() throws {
        let connection = try connection()
        let session = try Session(connection, tables: ["plan"])
        try connection.run("INSERT INTO other VALUES(1)")
        #expect(try session.changeset() == [])
        try connection.run("INSERT INTO plan VALUES(1, 'acme')")
        let changeset = try session.changeset()
        // 'T', columns, primary key flags, the table's name; then SQLITE_INSERT.
        #expect(changeset.starts(with: [0x54, 2, 1, 0] + Array("plan".utf8) + [0, 18, 0]))
    }

    @Test("without names every table is recorded")
    func all() throws {
        let connection = try connection()
        let session = try Session(connection)
        try connection.run("INSERT INTO other VALUES(1)")
        #expect(try session.changeset().starts(with: [0x54, 1, 1] + Array("other".utf8)))
    }

    @Test("what is undone is not in the changeset")
    func undone() throws {
        let connection = try connection()
        let session = try Session(connection)
        try connection.run("INSERT INTO plan VALUES(1, 'acme')")
        try connection.run("DELETE FROM plan WHERE id = 1")
        #expect(try session.changeset() == [])
    }
}
