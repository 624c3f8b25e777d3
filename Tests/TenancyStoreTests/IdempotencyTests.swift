// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Requests with a key")
struct IdempotencyTests {
    private func context(
        _ key: String, _ body: String, actor: String = "root", at now: Timestamp = Fixture.start
    ) -> RequestContext {
        var context = RequestContext(actor: actor, via: "socket", reason: "", now: now)
        context.idempotency = Idempotency(key: key, body: Array(body.utf8)) { "revision \($0.revision)" }
        return context
    }

    private func execute(_ store: SQLiteStore, _ name: String, _ context: RequestContext, dryRun: Bool = false)
        async throws -> Receipt
    {
        try await store.execute(
            Fixture.pool(name, .vlan, "100-199"), settings: Fixture.settings, context: context, dryRun: dryRun)
    }

    @Test("the same key and body give the first answer, also after a restart; nothing is done again")
    func repeated() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("plan")
        do {
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            let first = try await execute(store, "vlans", context("k", "body"))
            #expect(first.revision == 1 && first.firstAnswer == nil)
            #expect(try await execute(store, "vlans", context("k", "body")).firstAnswer == "revision 1")
        }
        let store = try await SQLiteStore.open(path: path, now: Fixture.start)
        let again = try await execute(store, "vlans", context("k", "body"))
        #expect(again.firstAnswer == "revision 1" && again.revision == 1 && again.plan == Plan())
        #expect(try await store.revision() == 1)
    }

    @Test("another body under the same key is a conflict that names the revision")
    func conflict() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        _ = try await execute(store, "vlans", context("k", "body"))
        let error = await answer { _ = try await execute(store, "more", context("k", "another")) }
        #expect(error?.code == .conflict)
        #expect(error?.message == "idempotencyKey: 'k' was used for another request, which made revision 1")
        // Another caller's key is another key.
        let other = await answer { _ = try await execute(store, "more", context("k", "another", actor: "uid:7")) }
        #expect(other?.code == .overlap)
    }

    @Test("a refused request and a dry run leave their key free")
    func unused() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        #expect(try await execute(store, "vlans", context("k", "body"), dryRun: true).dryRun)
        _ = try await execute(store, "vlans", context("j", "body"))
        #expect(await answer { _ = try await execute(store, "vlans", context("k", "body")) }?.code == .exists)
        #expect(await answer { _ = try await execute(store, "vlans", context("k", "other")) }?.code == .exists)
    }

    @Test("of many at once with the same key one is carried out, and all get its answer")
    func together() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            for _ in 0..<32 { group.addTask { try await execute(store, "vlans", context("k", "body")) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(receipts.filter { $0.firstAnswer == nil }.count == 1)
        #expect(receipts.allSatisfy { $0.revision == 1 })
        #expect(try await store.revision() == 1)
    }

    @Test("an answer is kept for a day, and expired ones are removed a few at a time")
    func expiry() async throws {
        let connection = try Fixture.memory()
        let log = RequestLog(connection: connection)
        func request(_ key: String) -> Idempotency { Idempotency(key: key, body: []) { _ in "answer" } }
        let receipt = Receipt(revision: 1, plan: Plan(), dryRun: false)
        for index in 0..<300 { try log.keep(receipt, of: request("\(index)"), from: "root", at: Fixture.start) }
        let day = Fixture.start + .seconds(86_400)
        let almost = Timestamp(microseconds: day.microseconds - 1)
        #expect(try log.receipt(of: request("7"), from: "root", at: almost) != nil)
        #expect(try log.receipt(of: request("7"), from: "root", at: day) == nil)
        func count() throws -> Int64 {
            var rows = try connection.query("SELECT count(*) FROM request")
            return try rows.next() ? rows.integer(0) : -1
        }
        try log.keep(receipt, of: request("new"), from: "root", at: day)
        #expect(try count() == 300 - 256 + 1)
        try log.keep(receipt, of: request("new"), from: "root", at: day)
        #expect(try count() == 1)
    }
}
