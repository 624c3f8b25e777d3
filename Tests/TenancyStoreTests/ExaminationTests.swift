// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Examination")
struct ExaminationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ fault: Fault? = nil) async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(
            path: folder.file("plan"), now: Fixture.start, migrations: Migration.all, fault: fault)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme", .hostVRF))
        return store
    }

    @Test("a whole plan passes every check, and each says what it has seen")
    func whole() async throws {
        let findings = try await store().examine()
        let checks = [
            "writing", "log", "disk", "sqlite", "file", "references", "tiling", "holders", "overlaps", "children",
            "quotas", "tenures", "leaks", "journal",
        ]
        #expect(findings.map(\.check).prefix(checks.count) == checks[...])
        #expect(findings.allSatisfy { $0.result != .failed && !$0.evidence.isEmpty }, "\(findings)")
        let journal = findings.first { $0.check == "journal" }
        #expect(journal?.evidence == "8 entries follow from each other by their hashes")
    }

    @Test(
        "damage is found by the check that it concerns, with the way out",
        arguments: [
            ("tiling", "DELETE FROM extent WHERE first = (SELECT max(first) FROM extent)"),
            ("tiling", "UPDATE pool_usage SET free = allocated"),
            ("holders", "UPDATE extent SET state = 2 WHERE state = 1"),
            ("tenures", "UPDATE tenure SET tenant = 'blue'"),
            ("journal", "DROP TRIGGER journal_no_update; UPDATE journal SET reason = 'x' WHERE seq = 3"),
        ])
    func damage(check: String, script: StaticString) async throws {
        let store = try await store()
        try Connection(path: folder.file("plan"), access: .readWrite).execute(script: script)
        let failed = await store.examine().filter { $0.result == .failed }
        #expect(failed.map(\.check).contains(check), "\(failed)")
        #expect(failed.allSatisfy { $0.remedy?.contains("tenancyd --restore") == true })
    }

    @Test("a disk that fails stops writing for good, a full one until there is room; both are said")
    func obstacles() async throws {
        let fault = Fault()
        let store = try await store(fault)
        #expect(store.obstacle() == nil)
        fault.arm(step: 5, code: .full)
        let full = await answer { try await store.execute(try Fixture.tenant("blue")) }
        #expect(store.obstacle()?.error == full && store.obstacle()?.isLasting == false)
        let finding = await store.examine().first { $0.check == "writing" }
        #expect(finding?.result == .failed)
        #expect(finding?.evidence.contains("the next write is tried") == true)
        #expect(finding?.remedy == "df -h \(folder.file("plan"))")
        try await store.execute(try Fixture.tenant("blue"))
        #expect(store.obstacle() == nil)

        fault.arm(step: 5, code: .ioError)
        let failing = await answer { try await store.execute(try Fixture.tenant("cyan")) }
        #expect(store.obstacle()?.isLasting == true)
        #expect(await answer { try await store.execute(try Fixture.tenant("cyan")) } == failing)
        #expect(await store.examine().first?.evidence.contains("reading goes on") == true)
        #expect(try await store.snapshot().tenants.count == 2)
    }

    @Test("damage that a reader meets stops writing")
    func damagedRead() async throws {
        let store = try await store()
        let health = WriteHealth()
        health.foundWhileReading(.ioError, TenancyError(.storeUnavailable, "a disk fails"))
        #expect(health.obstacle == nil)
        health.foundWhileReading(.corrupt, TenancyError(.storeDamaged, "damaged"))
        #expect(health.obstacle?.isLasting == true)
        #expect(throws: TenancyError(.storeDamaged, "damaged")) { try health.check() }
        health.wrote()
        #expect(health.obstacle != nil)
        #expect(store.obstacle() == nil)
    }
}
