// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Schema")
struct SchemaTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("plan")
    }

    private func open(_ migrations: [Migration] = Migration.all) async -> TenancyError? {
        await answer {
            _ = try await SQLiteStore.open(path: path, now: Fixture.start, migrations: migrations, fault: nil)
        }
    }

    private func script(_ script: StaticString) throws {
        try Connection(path: path, access: .readWrite).execute(script: script)
    }

    private func number(_ sql: StaticString, in path: String) throws -> Int64 {
        var rows = try Connection(path: path, access: .readOnly).query(sql)
        _ = try rows.next()
        return try rows.integer(0)
    }

    private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    /// A version that comes after the real ones.
    private static let next = Migration(
        version: 3, script: "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT; PRAGMA user_version = 3;")

    @Test("a new file gets the schema, and opens again")
    func new() async throws {
        #expect(await open() == nil)
        #expect(try number("PRAGMA application_id", in: path) == Migration.applicationID)
        #expect(try number("PRAGMA user_version", in: path) == 2)
        #expect(await open() == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains(".v") })
    }

    @Test("the database of another program is refused and not touched")
    func foreign() async throws {
        try script("PRAGMA application_id = 7; CREATE TABLE theirs(id INTEGER PRIMARY KEY);")
        let before = try bytes()
        let error = await open()
        #expect(error?.code == .storeDamaged)
        #expect(error?.message == "cannot use \(path): it is an SQLite database of another program")
        #expect(try bytes() == before)
    }

    @Test("a database without a mark but with tables is refused and not touched")
    func unmarked() async throws {
        try script("CREATE TABLE theirs(id INTEGER PRIMARY KEY);")
        let before = try bytes()
        #expect(await open()?.code == .storeDamaged)
        #expect(try bytes() == before)
    }

    @Test("a file that is no database is refused and not touched")
    func text() async throws {
        let text = Data(String(repeating: "notes to myself\n", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        let error = await open()
        #expect(error?.code == .storeDamaged)
        #expect(error?.cause?.contains("file is not a database") == true)
        #expect(try bytes() == text)
    }

    @Test("a newer schema is refused and not touched")
    func newer() async throws {
        #expect(await open() == nil)
        try script("PRAGMA user_version = 9;")
        let before = try bytes()
        let error = await open()
        #expect(error?.code == .storeDamaged)
        #expect(error?.message == "cannot use \(path): its schema is version 9, this program knows 2")
        #expect(try bytes() == before)
    }

    @Test("an older schema is copied, then migrated, with its content kept")
    func older() async throws {
        do {
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            try await store.execute(try Fixture.pool("public", .public, "203.0.113.0/27"))
        }
        #expect(await open(Migration.all + [Self.next]) == nil)
        #expect(try number("PRAGMA user_version", in: path) == 3)
        #expect(try number("SELECT count(*) FROM later", in: path) == 0)
        #expect(try number("SELECT count(*) FROM pool", in: path) == 1)
        let copy = "\(path).v2.\(Fixture.start)"
        #expect(try number("PRAGMA user_version", in: copy) == 2)
        #expect(try number("PRAGMA application_id", in: copy) == Migration.applicationID)
        #expect(try number("SELECT count(*) FROM pool", in: copy) == 1)
    }

    @Test("a step that fails leaves the version before, and later ones do not run")
    func failing() async throws {
        #expect(await open() == nil)
        let broken = Migration(
            version: 3,
            script:
                "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES(1); PRAGMA user_version = 3;"
        )
        let last = Migration(version: 4, script: "PRAGMA user_version = 4;")
        #expect(await open(Migration.all + [broken, last])?.cause?.contains("no such table: nowhere") == true)
        #expect(try number("PRAGMA user_version", in: path) == 2)
        #expect(try number("SELECT count(*) FROM sqlite_schema WHERE name = 'later'", in: path) == 0)
    }

    @Test("a step that breaks a reference is undone")
    func violating() async throws {
        do {
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            try await store.execute(try Fixture.pool("public", .public, "203.0.113.0/27"))
        }
        let step = Migration(version: 3, script: "DELETE FROM pool; PRAGMA user_version = 3;")
        #expect(await open(Migration.all + [step])?.message.contains("the step is wrong") == true)
        #expect(await open() == nil)
    }

    @Test("a connection that writes flushes each commit to a write-ahead log and keeps references whole")
    func settings() throws {
        let connection = try Connection(path: path, access: .readWrite)
        try Schema(path: path, migrations: Migration.all).configure(connection)
        func value(_ sql: StaticString) throws -> Int64 {
            var rows = try connection.query(sql)
            _ = try rows.next()
            return try rows.integer(0)
        }
        #expect(try value("PRAGMA synchronous") == 2)
        #expect(try value("PRAGMA secure_delete") == 0)
        #expect(try value("PRAGMA wal_autocheckpoint") == 8000)
        #expect(try value("PRAGMA foreign_keys") == 1)
        // Bytes 18 and 19 of the header say that the file has a write-ahead log.
        #expect(try Array(bytes()[18...19]) == [2, 2])
    }

    @Test("a database that cannot have a write-ahead log is refused")
    func noLog() throws {
        let memory = try Connection(path: ":memory:", access: .readWrite)
        #expect(throws: TenancyError.self) {
            try Schema(path: ":memory:", migrations: Migration.all).configure(memory)
        }
    }
}
