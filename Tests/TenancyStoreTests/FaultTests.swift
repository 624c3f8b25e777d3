// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The disk fails at each step of a command in turn.
@Suite("Faults")
struct FaultTests {
    private let folder: TemporaryFolder
    private let before: PlanSnapshot

    /// A plan with a tenant, closed.
    init() async throws {
        folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme", .hostVRF))
        before = try await store.snapshot()
    }

    private func open(_ name: String, _ fault: Fault? = nil) async throws -> SQLiteStore {
        try await SQLiteStore.open(
            path: folder.file(name), now: Fixture.start, migrations: Migration.all, fault: fault)
    }

    /// Everything that a crash could leave half-done.
    private func state(_ store: SQLiteStore) async throws -> (PlanSnapshot, [OutboxItem], [JournalEntry]) {
        (try await store.snapshot(), try await store.outbox(), try await store.journal(before: nil, limit: 100))
    }

    /// Runs the command with every step failing in turn, on a copy each, and opens the copy again, which proves it whole.
    private func failEachStep(of command: Command, with code: ResultCode) async throws {
        let fault = Fault()
        try folder.copy("plan", to: "done")
        let done = try await open("done", fault)
        fault.disarm()
        try await done.execute(command)
        let steps = fault.steps
        let after = try await state(done)
        let first = try await state(try await open("plan"))
        #expect(steps > 20)
        #expect(after.0.revision == first.0.revision + 1)

        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy("plan", to: name)
            do {
                let store = try await open(name, fault)
                fault.arm(step: step, code: code)
                let error = await answer { try await store.execute(command) }
                #expect(error?.code == .storeUnavailable, "step \(step)")
                #expect(try await store.snapshot() == first.0, "step \(step)")
                let again = await answer { try await store.execute(command) }
                if code == .ioError {
                    #expect(again == error, "after step \(step) failed the store must not write again")
                } else {
                    #expect(again == nil, "once there is room the command must pass")
                }
            }
            let now = try await state(try await open(name))
            #expect(now == (code == .ioError ? first : after), "step \(step)")
        }
    }

    @Test("a create that fails at any step has not happened", arguments: [ResultCode.ioError, .full])
    func create(code: ResultCode) async throws {
        try await failEachStep(of: try Fixture.tenant("blue", .vrfLite, ipv6: true), with: code)
    }

    @Test("a delete that fails at any step has not happened", arguments: [ResultCode.ioError, .full])
    func delete(code: ResultCode) async throws {
        try await failEachStep(of: .deleteTenant(TenantName("acme")), with: code)
    }

    @Test("a full disk is named as such, with a command that shows it")
    func full() async throws {
        let fault = Fault()
        let store = try await open("plan", fault)
        fault.arm(step: 5, code: .full)
        let error = await answer { try await store.execute(try Fixture.tenant("blue")) }
        let path = folder.file("plan")
        #expect(error?.message == "cannot write the plan \(path): its disk is full")
        #expect(error?.hint == "df -h \(path)")
        #expect(error?.cause?.contains("database or disk is full") == true)
    }

    @Test("reads go on after writing has stopped")
    func reads() async throws {
        let fault = Fault()
        let store = try await open("plan", fault)
        fault.arm(step: 5, code: .ioError)
        #expect(await answer { try await store.execute(try Fixture.tenant("blue")) }?.code == .storeUnavailable)
        #expect(try await store.snapshot() == before)
        #expect(
            await answer {
                try await store.acknowledge(.kernel, revision: 8, results: [], detail: "", at: Fixture.start)
            }?.code
                == .storeUnavailable)
    }
}

private func == (
    left: (PlanSnapshot, [OutboxItem], [JournalEntry]), right: (PlanSnapshot, [OutboxItem], [JournalEntry])
) -> Bool {
    left.0 == right.0 && left.1 == right.1 && left.2 == right.2
}
