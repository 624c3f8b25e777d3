// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import Testing

@Suite("Changesets")
struct ChangesetTests {
    private func connection() throws -> Connection {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute(
            script: """
                CREATE TABLE plan(id INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB) STRICT;
                CREATE TABLE part(id INTEGER PRIMARY KEY, plan INTEGER NOT NULL REFERENCES plan) STRICT;
                INSERT INTO plan VALUES(1, 'one', x'01'), (2, 'two', NULL);
                """)
        return connection
    }

    private func names(_ connection: Connection) throws -> [String] {
        var rows = try connection.query("SELECT id || ' ' || name FROM plan ORDER BY id")
        var names: [String] = []
        while try rows.next() { names.append(try rows.text(0)) }
        return names
    }

    private func change(_ connection: Connection) throws -> [UInt8] {
        let session = try Session(connection)
        try connection.run("INSERT INTO plan VALUES(3, 'three', x'')")
        try connection.run("UPDATE plan SET name = 'deux' WHERE id = 2")
        try connection.run("DELETE FROM plan WHERE id = 1")
        return try session.changeset()
    }

    @Test("a changeset is read row by row, with the key and what changed")
    func rows() throws {
        let rows = try ChangesetRow.all(of: change(connection())).sorted { "\($0.old)" < "\($1.old)" }
        let updated = try #require(rows.first { $0.operation == .update })
        #expect(updated.table == "plan" && updated.isKey == [true, false, false])
        #expect(updated.old == [.integer(2), .text("two"), nil] && updated.new == [nil, .text("deux"), nil])
        let inserted = try #require(rows.first { $0.operation == .insert })
        #expect(inserted.old == [nil, nil, nil] && inserted.new == [.integer(3), .text("three"), .blob([])])
        let deleted = try #require(rows.first { $0.operation == .delete })
        #expect(deleted.old == [.integer(1), .text("one"), .blob([1])] && rows.count == 3)
        #expect(try ChangesetRow.all(of: []) == [])
        #expect(throws: SQLiteError.self) { try ChangesetRow.all(of: [1, 2, 3]) }
    }

    @Test("the inverse brings back what was, also when a row has other values by now")
    func inverse() throws {
        let connection = try connection()
        let changeset = try change(connection)
        try connection.run("UPDATE plan SET data = x'ff' WHERE id = 3")
        try connection.applyInverse(of: changeset) { _ in true }
        #expect(try names(connection) == ["1 one", "2 two"])
    }

    @Test("tables that are not named stay as they are")
    func filtered() throws {
        let connection = try connection()
        let changeset = try change(connection)
        try connection.applyInverse(of: changeset) { $0 == "part" }
        #expect(try names(connection) == ["2 deux", "3 three"])
    }

    @Test("nothing is applied when a row is gone, when another is there, or when a constraint objects")
    func conflicts() throws {
        let cases: [(StaticString, Connection.Conflict)] = [
            ("DELETE FROM plan WHERE id = 3", .init(table: "plan", isConstraint: false)),
            ("INSERT INTO plan VALUES(1, 'new', NULL)", .init(table: "plan", isConstraint: false)),
            ("INSERT INTO plan VALUES(4, 'one', NULL)", .init(table: "plan", isConstraint: true)),
            ("INSERT INTO part VALUES(1, 3)", .init(table: "", isConstraint: true)),
        ]
        for (statement, conflict) in cases {
            let connection = try connection()
            let changeset = try change(connection)
            try connection.run(statement)
            let before = try names(connection)
            #expect(throws: conflict) { try connection.applyInverse(of: changeset) { _ in true } }
            #expect(try names(connection) == before)
        }
    }
}
