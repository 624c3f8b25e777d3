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

    @Test("what is undone is not in the changeset")
    func undone() throws {
        let connection = try connection()
        let session = try Session(connection, tables: ["plan"])
        try connection.run("INSERT INTO plan VALUES(1, 'acme')")
        try connection.run("DELETE FROM plan WHERE id = 1")
        #expect(try session.changeset() == [])
    }

    @Test("random changes, made again on a copy, give the same rows")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(state: seed)
        func next(_ count: UInt64) -> Int64 { Int64(generator.next() % count) }
        let tables: StaticString = """
            CREATE TABLE plan(id INTEGER PRIMARY KEY, name TEXT, content BLOB) STRICT;
            CREATE TABLE other(a BLOB, v REAL, b TEXT, n INTEGER, PRIMARY KEY(b, a)) STRICT, WITHOUT ROWID;
            """
        for round in 0..<50 {
            let connection = try Connection(path: ":memory:", access: .readWrite)
            let copy = try Connection(path: ":memory:", access: .readWrite)
            for connection in [connection, copy] { try connection.execute(script: tables) }
            for _ in 0..<3 {
                let session = try Session(connection)
                for _ in 0..<next(60) {
                    let id = next(8)
                    let text = Value.text(String(repeating: "é", count: Int(next(90))))
                    let blob = Value.blob([UInt8](repeating: UInt8(id), count: Int(next(3)) * 200))
                    switch next(6) {
                    case 0:
                        try connection.run("INSERT OR IGNORE INTO plan VALUES(?1, ?2, ?3)", .integer(id), text, blob)
                    case 1: try connection.run("DELETE FROM plan WHERE id = ?1", .integer(id))
                    case 2: try connection.run("UPDATE plan SET name = ?2 WHERE id = ?1", .integer(id), text)
                    case 3:
                        try connection.run(
                            "INSERT OR REPLACE INTO other VALUES(?1, ?2 / 7.0, 'k', NULL)", .blob([UInt8(id)]),
                            .integer(next(99)))
                    case 4: try connection.run("DELETE FROM other WHERE a = ?1 AND b = 'k'", .blob([UInt8(id)]))
                    default:
                        try connection.run(
                            "UPDATE other SET n = ?2 WHERE a = ?1 AND b = 'k'", .blob([UInt8(id)]),
                            .integer(next(3) - 1))
                    }
                }
                try copy.replay(session.changeset())
                #expect(try rows(copy) == rows(connection), "round \(round), seed \(seed)")
            }
        }
    }

    private func rows(_ connection: Connection) throws -> [String] {
        var rows = try connection.query(
            """
            SELECT format('%d %s %s', id, quote(name), quote(content)) FROM plan
            UNION ALL SELECT format('%s %s %s %s', quote(a), quote(v), quote(b), quote(n)) FROM other
            """)
        var found: [String] = []
        while try rows.next() { found.append(try rows.text(0)) }
        return found
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
