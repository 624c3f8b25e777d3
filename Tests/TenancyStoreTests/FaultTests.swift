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
        for command in try Fixture.plan() { try await store.execute(command) }
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
    private func failEachStep(
        of command: Command, on plan: String = "plan", at now: Timestamp = Fixture.start, with code: ResultCode
    ) async throws {
        let fault = Fault()
        try folder.copy(plan, to: "done")
        let done = try await open("done", fault)
        fault.disarm()
        try await done.execute(command, at: now)
        let steps = fault.steps
        let after = try await state(done)
        let first = try await state(try await open(plan))
        #expect(steps > 10)
        #expect(after.0.revision == first.0.revision + 1)

        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy(plan, to: name)
            do {
                let store = try await open(name, fault)
                fault.arm(step: step, code: code)
                let error = await answer { try await store.execute(command, at: now) }
                #expect(error?.code == .storeUnavailable, "step \(step)")
                #expect(try await store.snapshot() == first.0, "step \(step)")
                let again = await answer { try await store.execute(command, at: now) }
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

    @Test("a change of any kind that fails at any step has not happened", arguments: Fixture.changes.indices)
    func change(index: Int) async throws {
        try await failEachStep(of: try Fixture.changes[index].make(), with: index.isMultiple(of: 2) ? .ioError : .full)
    }

    @Test("an undo that fails at any step has not happened", arguments: [ResultCode.ioError, .full])
    func undo(code: ResultCode) async throws {
        try await failEachStep(of: .undo(10), with: code)
    }

    @Test("what is due and ends at a failing step has not ended", arguments: [ResultCode.ioError, .full])
    func expire(code: ResultCode) async throws {
        do {
            let store = try await open("plan")
            try await store.execute(
                .release(AddressRelease(value: try Fixture.extent("203.0.113.1").first, drain: .seconds(60))))
            try await store.execute(
                .reserve(
                    ReservationRequest(
                        owner: try TenantName("acme"), pool: try PoolName("public"), lifetime: .seconds(60))))
        }
        try await failEachStep(of: .expire, at: Fixture.start + .seconds(61), with: code)
    }

    @Test("documents that fail at any step have not been applied")
    func documents() async throws {
        var request = TenantRequest(name: try TenantName("blue"))
        request.connectivity = .hostVRF
        request.prefixLengths = [.ipv4: 24]
        let pool = PoolRequest(
            name: try PoolName("more"), kind: .private, range: try Fixture.extent("198.51.100.0/28"))
        request.privatePool = try PoolName("private")
        try await failEachStep(of: .apply(ApplyRequest([.pool(pool), .tenant(request)])), with: .full)
    }

    @Test("rows of a file, of which one is refused, that fail at any step have not come in")
    func rows() async throws {
        var rows = try RowImport(
            netbox: Array("Prefix,Status\n10.9.0.0/16,Container\n10.9.1.0/24,Active\n10.9.2.1/24,Active\n".utf8))
        rows.isPartial = true
        try await failEachStep(of: .importRows(rows), with: .ioError)
    }

    @Test("an import into an empty plan that fails at any step leaves it empty")
    func importPlan() async throws {
        let document = try await open("plan").document()
        _ = try await open("empty")
        try await failEachStep(of: .importPlan(document), on: "empty", with: .full)
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
