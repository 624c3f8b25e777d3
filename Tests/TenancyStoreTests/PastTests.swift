// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// What the journal and the tenures answer about the past.
@Suite("The past", .serialized)
struct PastTests {
    private func time(_ seconds: Int) -> Timestamp { Fixture.start + .seconds(seconds) }

    /// acme holds 203.0.113.1 and .2 from 100 to 200, blue from 4000 on.
    private func store(_ folder: TemporaryFolder) async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(path: folder.file("tenancy.db"), now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme"), at: time(100))
        try await store.execute(.deleteTenant(TenantName("acme")), at: time(200))
        try await store.execute(try Fixture.tenant("blue"), at: time(4000))
        return store
    }

    @Test("who held an address is exact to the transaction, with its cause and what became of it")
    func ownerAtTime() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        let address = try Prefix(parsing: "203.0.113.1/32")
        try await store.acknowledge(
            .manifests, revision: 8, results: [OutboxResult(object: "acme", error: nil, hint: nil)], detail: "c0ffee",
            at: time(101))
        for (seconds, owner) in [(99, nil), (100, "acme"), (199, "acme"), (200, nil), (3999, nil), (4000, "blue")] {
            let past = try await store.history(of: address, at: time(seconds), limit: 10)
            #expect(past.tenures.map(\.tenant.description) == (owner.map { [$0] } ?? []), "at \(seconds)")
        }
        let edge = Timestamp(microseconds: time(200).microseconds - 1)
        let past = try await store.history(of: address, at: edge, limit: 10)
        let tenure = try #require(past.tenures.first)
        #expect(tenure.openedBy == 8 && tenure.closedBy == 9 && past.records.keys.sorted() == [8, 9])
        let opened = try #require(past.records[8])
        #expect(opened.entry.reason == "a test" && opened.entry.verb == "tenant.create")
        #expect(
            opened.deliveries == [
                Delivery(target: .kernel, object: "acme", at: nil, applied: nil, detail: ""),
                Delivery(target: .manifests, object: "acme", at: time(101), applied: 8, detail: "c0ffee"),
            ])
    }

    @Test("a prefix has the holders around it and inside it, and says when there are more")
    func prefixes() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        func holders(_ prefix: String, limit: Int = 100) async throws -> ([String], Bool) {
            let past = try await store.history(of: try Prefix(parsing: prefix), at: time(150), limit: limit)
            return (past.tenures.map(\.text), past.isCut)
        }
        #expect(try await holders("203.0.113.0/27") == (["203.0.113.1", "203.0.113.2"], false))
        #expect(try await holders("10.0.0.7/32") == (["10.0.0.0/24"], false))
        #expect(try await holders("10.0.0.0/24") == (["10.0.0.0/24"], false))
        #expect(try await holders("10.0.0.0/8") == (["10.0.0.0/24"], false))
        #expect(try await holders("203.0.113.2/31") == (["203.0.113.2"], false))
        #expect(try await holders("203.0.113.0/27", limit: 1) == (["203.0.113.1"], true))
        // Numbers are no addresses.
        #expect(try await holders("::/64") == ([], false))
        let ever = try await store.history(of: try Prefix(parsing: "203.0.113.0/24"), at: nil, limit: 100)
        #expect(
            ever.tenures.map { "\($0.tenant) \($0.text)" } == [
                "blue 203.0.113.1", "blue 203.0.113.2", "acme 203.0.113.1", "acme 203.0.113.2",
            ])
    }

    @Test("a delivery is acknowledged once, by the first round that carried its revision out")
    func deliveries() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        func done(_ error: String? = nil) -> [OutboxResult] { [OutboxResult(object: "acme", error: error, hint: nil)] }
        func kernel(_ revision: Int64) async throws -> Delivery? {
            try await store.change(revision)?.record.deliveries.first { $0.target == .kernel }
        }
        try await store.acknowledge(.kernel, revision: 8, results: done("no device"), detail: "", at: time(101))
        #expect(try await kernel(8)?.at == nil)
        // A round with the plan at 9 carries 8 and 9 out.
        try await store.acknowledge(.kernel, revision: 9, results: done(), detail: "", at: time(201))
        try await store.acknowledge(.kernel, revision: 10, results: done(), detail: "", at: time(301))
        for revision in [Int64(8), 9] {
            let delivery = try #require(try await kernel(revision))
            #expect(delivery.at == time(201) && delivery.applied == 9)
        }
        let connection = try Connection(path: folder.file("tenancy.db"), access: .readWrite)
        #expect(throws: SQLiteError.self) { try connection.run("UPDATE acknowledgement SET at = 1 WHERE applied = 9") }
    }

    @Test("an entry shows the rows that it changed, as text")
    func rows() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        let change = try #require(try await store.change(9))
        #expect(change.record.entry.verb == "tenant.delete")
        let tile = try #require(
            change.rows.first { row in
                row.table == "extent" && row.columns.contains { $0.name == "first" && $0.old == "203.0.113.1" }
            })
        #expect(tile.operation == .update)
        #expect(tile.columns.contains(.init(name: "state", isKey: false, old: "allocated", new: "quarantined")))
        #expect(tile.columns.contains(.init(name: "claimant", isKey: false, old: nil, new: "acme")))
        #expect(
            tile.columns.contains(
                .init(name: "until", isKey: false, old: nil, new: (time(200) + .seconds(3600)).description)))
        #expect(change.rows.contains { $0.table == "tenant" && $0.operation == .delete })
        #expect(try await store.change(99) == nil)
    }

    @Test("the journal is filtered by tenant, caller and time, and cut from the newest")
    func filters() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        func revisions(_ filter: JournalFilter) async throws -> [Int64] {
            try await store.journal(filter).map(\.revision)
        }
        let acme = try TenantName("acme")
        #expect(try await revisions(JournalFilter(limit: 3)) == [10, 9, 8])
        #expect(try await revisions(JournalFilter(limit: 9, tenant: acme)) == [9, 8])
        #expect(try await revisions(JournalFilter(before: 9, limit: 9, tenant: acme)) == [8])
        #expect(try await revisions(JournalFilter(limit: 9, since: time(200))) == [10, 9])
        #expect(try await revisions(JournalFilter(limit: 9, tenant: acme, since: time(101))) == [9])
        #expect(try await revisions(JournalFilter(limit: 9, actor: "nobody")) == [])
        #expect(try await revisions(JournalFilter(limit: 2, actor: "root")) == [10, 9])
    }

    @Test("the proof of the journal names the first entry that does not fit")
    func proof() async throws {
        let folder = try TemporaryFolder()
        let store = try await store(folder)
        let good = try await store.proveJournal()
        let head = try #require(try await store.journal(before: nil, limit: 1).first)
        #expect(good == JournalProof(revision: 10, hash: head.hash, flaw: nil))
        let connection = try Connection(path: folder.file("tenancy.db"), access: .readWrite)
        try connection.execute(
            script: "DROP TRIGGER journal_no_update; UPDATE journal SET request = 'forged' WHERE seq = 8")
        let bad = try await store.proveJournal()
        #expect(bad.revision == 7 && bad.flaw == "journal entry 8 does not match its hash")
    }
}
