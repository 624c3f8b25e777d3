// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The proof finds each kind of damage, and names it.
@Suite("Integrity", .serialized)
struct IntegrityTests {
    struct Damage: CustomTestStringConvertible, Sendable {
        let script: StaticString
        let flaw: String
        var testDescription: String { flaw }
    }

    private static let damages = [
        Damage(
            script: "DELETE FROM extent WHERE pool = 1 AND first = x'00000000000000000000ffffcb00711f'",
            flaw: "pool public: gap at its end"),
        Damage(
            script: "DELETE FROM extent WHERE pool = 1 AND first = x'00000000000000000000ffffcb007100'",
            flaw: "pool public: gap before 203.0.113.1"),
        Damage(
            script: "DELETE FROM extent WHERE pool = 1 AND first = x'00000000000000000000ffffcb007103'",
            flaw: "pool public: gap before 203.0.113.31"),
        Damage(
            script: "UPDATE extent SET state = 0, fit = 0 WHERE pool = 1 AND state = 2",
            flaw: "pool public: 203.0.113.31 is free beside a free one"),
        Damage(
            script: "UPDATE extent SET fit = 5 WHERE pool = 1 AND state = 0",
            flaw: "pool public: 203.0.113.3-203.0.113.30 has the wrong fit"),
        Damage(
            script: "UPDATE pool_usage SET allocated = free WHERE pool = 1",
            flaw: "pool public: its usage is not that of its tiles"),
        Damage(
            script:
                "DELETE FROM allocation WHERE role = 'load-balancer' AND first = x'00000000000000000000ffffcb007101'",
            flaw: "203.0.113.1: its tile and its allocation differ"),
        Damage(
            script: "DELETE FROM tenure WHERE role = 'table'", flaw: "256: its allocation and its open tenure differ"),
        Damage(
            script: "UPDATE tenure SET tenant = 'blue' WHERE role = 'cidr'",
            flaw: "10.0.0.0/24: its allocation and its open tenure differ"),
        Damage(
            script: "UPDATE allocation SET since = since - 1 WHERE role = 'cidr'",
            flaw: "10.0.0.0/24: its allocation and its open tenure differ"),
        Damage(
            script: "DROP TRIGGER journal_no_update; UPDATE journal SET actor = 'nobody' WHERE seq = 2",
            flaw: "journal entry 2 does not match its hash"),
        Damage(
            script: "DROP TRIGGER journal_no_update; UPDATE journal SET changeset = x'' WHERE seq = 4",
            flaw: "journal entry 4 does not match its hash"),
        Damage(
            script: "DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 3",
            flaw: "journal entry 3 is missing"),
        Damage(
            script: "PRAGMA foreign_keys = OFF; DELETE FROM tenant",
            flaw: "a row of table network refers to one that is missing"),
    ]

    @Test("damage is found when the store is opened", arguments: damages)
    func damage(_ damage: Damage) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("plan")
        do {
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            try await store.execute(
                try Fixture.pool("public", .public, "203.0.113.0/27", exclude: ["203.0.113.0", "203.0.113.31"]))
            try await store.execute(try Fixture.pool("private", .private, "10.0.0.0/16"))
            try await store.execute(try Fixture.pool("tables", .table, "256-287"))
            _ = try await store.execute(
                try Fixture.tenant("acme", .hostVRF), settings: PlanSettings(), context: Fixture.context(),
                dryRun: false)
        }
        try Connection(path: path, access: .readWrite).execute(script: damage.script)
        let error = await answer { _ = try await SQLiteStore.open(path: path, now: Fixture.start) }
        #expect(error?.code == .storeDamaged)
        #expect(error?.message == "the plan \(path) is damaged: \(damage.flaw)")
        #expect(error?.hint?.contains("the newest good copy") == true)
    }

    @Test("a page that was overwritten is found")
    func page() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("plan")
        do {
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            for pool in try Fixture.pools() { try await store.execute(pool) }
        }
        let connection = try Connection(path: path, access: .readWrite)
        try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        var rows = try connection.query("SELECT rootpage FROM sqlite_schema WHERE name = 'extent'")
        _ = try rows.next()
        let page = try rows.integer(0)
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: UInt64(page - 1) * 2048)
        try file.write(contentsOf: Data(repeating: 0xa5, count: 2048))
        try file.close()
        #expect(
            await answer { _ = try await SQLiteStore.open(path: path, now: Fixture.start) }?.code == .storeDamaged)
    }
}
