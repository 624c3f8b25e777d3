// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// `Golden/version-1.plan` was made by a program of version 1 (commit ea32122) from the commands below, one minute from each other, with acknowledgements after every third
/// for all but tenant cyan; then its pages were made small.
@Suite("Migration", .serialized)
struct MigrationTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private let folder: TemporaryFolder
    private var path: String { folder.file("plan") }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: Self.golden.appending(path: "version-1.plan").path, toPath: folder.file("plan"))
    }

    private func open(_ name: String = "plan") async throws -> SQLiteStore {
        try await SQLiteStore.open(path: folder.file(name), now: Fixture.start)
    }

    /// Those that version 1 knew.
    private static func commands() throws -> [Command] {
        try Fixture.everything().filter { command in
            switch command {
            case .createNetwork, .createLeak: false
            default: true
            }
        } + [Fixture.tenant("undone", .egressIP)]
    }

    private static func time(_ revision: Int) -> Timestamp { Fixture.start + .seconds(60 * revision) }

    private func rows(_ sql: StaticString, of path: String) throws -> [String] {
        var rows = try Connection(path: path, access: .readOnly).query(sql)
        var texts: [String] = []
        while try rows.next() { texts.append(try rows.text(0)) }
        return texts
    }

    @Test("the steps add up to schema.sql")
    func sum() throws {
        let connection = try Fixture.memory()
        var rows = try connection.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        var text = ""
        while try rows.next() { text += try rows.text(0) + ";\n\n" }
        let file = Self.golden.appending(path: "schema.sql")
        if ProcessInfo.processInfo.environment["TENANCY_RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded schema.sql")
            return
        }
        #expect(try text == String(contentsOf: file, encoding: .utf8), "TENANCY_RECORD=1 records it anew")
    }

    @Test("a plan of version 1 is copied and migrated: what it holds, its past and its chain stay")
    func first() async throws {
        let before = try rows("SELECT hex(sha) FROM journal ORDER BY seq", of: path)
        let store = try await open()
        #expect(try rows("SELECT hex(sha) FROM journal ORDER BY seq", of: path) == before)
        let copy = "\(path).v1.\(Fixture.start)"
        #expect(try rows("SELECT hex(sha) FROM journal ORDER BY seq", of: copy) == before)

        // It is the plan that this program makes of the same commands.
        let other = try await open("other")
        for (number, command) in try Self.commands().enumerated() {
            try await other.execute(command, at: Self.time(number + 1))
        }
        #expect(before.count == (try Self.commands().count))
        #expect(try await store.snapshot() == other.snapshot())
        #expect(try await store.pools().map { "\($0)" } == other.pools().map { "\($0)" })
        for name in try await other.pools().map(\.pool.name) {
            let report = try await other.report(name, now: Self.time(99))
            #expect(try await store.report(name, now: Self.time(99)) == report)
        }
        func entries(_ store: SQLiteStore, of tenant: String) async throws -> [String] {
            try await store.journal(JournalFilter(limit: 99, tenant: try TenantName(tenant)))
                .map { "\($0.revision) \($0.verb) \($0.object) \($0.steps)" }
        }
        for tenant in ["acme", "blue", "cyan", "gone"] {
            let expected = try await entries(other, of: tenant)
            #expect(!expected.isEmpty)
            #expect(try await entries(store, of: tenant) == expected, "\(tenant)")
        }
        let address = try IPAddress(parsing: "203.0.113.7")
        #expect(try await store.address(address) == other.address(address))

        // What was acknowledged, and what was not.
        let acme = try #require(try await store.change(10)?.record.deliveries)
        #expect(
            acme.map(\.object) == ["acme", "acme"] && acme.allSatisfy { $0.applied == 12 && $0.at == Self.time(12) })
        #expect(acme.map(\.detail) == ["", "c0ffee12"])
        let cyan = try #require(try await store.change(15)?.record.deliveries)
        #expect(cyan.map(\.object) == ["cyan", "cyan"] && cyan.allSatisfy { $0.at == nil })
        #expect(try await store.backlog(of: .kernel).items.map(\.object).contains("cyan"))
    }

    @Test("a migrated plan goes on: it undoes, deletes and makes, and takes a backup from before the migration back")
    func goesOn() async throws {
        let count = try Self.commands().count
        do {
            let store = try await open()
            for command in [
                .undo(Int64(count)), try Fixture.tenant("undone", .egressIP), .undo(Int64(count - 2)),
                .deleteTenant(try TenantName("acme")), try Fixture.network("cyan-2", of: "cyan"),
                try Fixture.network("cyan-3", of: "cyan"),
            ] {
                try await store.execute(command, at: Self.time(100))
            }
            let cidr = try #require(try await store.network(NetworkKey("cyan-2"))?.cidrs.first)
            let leak = try Fixture.leak("svc", from: "cyan-2", to: "cyan-3", ["\(cidr.first)/28"])
            try await store.execute(leak, at: Self.time(100))
        }
        let middle = try await open().snapshot()
        let copy = "\(path).v1.\(Fixture.start)"
        let restored = try SQLiteStore.restore(path, from: copy, to: Self.time(100), now: Self.time(101))
        #expect(restored.restored == middle.revision && restored.replayed == Int(middle.revision) - count)
        let after = try await open().snapshot()
        #expect(after.tenants == middle.tenants && after.leaks == middle.leaks)
    }

    @Test("a row of version 1 that was changed, or is said to be of another version, is found out")
    func tampered() async throws {
        _ = try await open()
        let changes: [StaticString] = [
            "UPDATE journal SET reason = 'another' WHERE seq = 3", "UPDATE journal SET form = 2 WHERE seq = 3",
        ]
        for (number, change) in changes.enumerated() {
            try folder.copy("plan", to: "copy-\(number)")
            let connection = try Connection(path: folder.file("copy-\(number)"), access: .readWrite)
            try connection.run("DROP TRIGGER journal_no_update")
            try connection.run(change)
            #expect(connection.changes == 1)
            #expect(try Journal(connection: connection).firstFlaw() == "journal entry 3 does not match its hash")
        }
    }

    @Test("a document that version 1 exported comes in")
    func document() async throws {
        let document = try await open().document()
        let old = PlanDocument(
            schema: 1, tables: document.tables.filter { !$0.name.hasPrefix("leak") })
        let other = try await open("other")
        try await other.execute(.importPlan(old), at: Self.time(100))
        #expect(try await other.document() == document)
    }

    @Test("a plan of a program between the versions is refused with the way out, and not touched")
    func between() async throws {
        let other = folder.file("other")
        do {
            let connection = try Connection(path: other, access: .readWrite)
            try Schema(path: other, migrations: [.plan]).prepare(connection, now: Fixture.start)
            try connection.run("CREATE TABLE leak(name TEXT PRIMARY KEY) STRICT")
        }
        let before = try Data(contentsOf: URL(filePath: other))
        let error = await answer { _ = try await open("other") }
        #expect(error?.code == .storeDamaged && error?.hint?.contains("tenancyctl import") == true)
        #expect(try Data(contentsOf: URL(filePath: other)) == before)
    }
}
