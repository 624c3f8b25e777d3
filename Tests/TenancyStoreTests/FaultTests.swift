// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The disk fails at each step of a command in turn.
///
/// One after the other: all at once hold hundreds of open files, and Foundation's `Process` of other tests stops working beyond 1,024.
@Suite("Faults", .serialized)
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
        let run = UInt32.random(in: 0...UInt32.max)
        try folder.copy(plan, to: "done-\(run)")
        let done = try await open("done-\(run)", fault)
        fault.disarm()
        try await done.execute(command, at: now)
        let steps = fault.steps
        let after = try await state(done)
        let first = try await state(try await open(plan))
        #expect(steps > 10)
        #expect(after.0.revision == first.0.revision + 1)

        for step in 1...steps {
            let name = "fault-\(run)-\(step)"
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

    @Test(
        "a change of any kind that fails at any step has not happened, also after a crash",
        arguments: Fixture.changes.indices)
    func change(index: Int) async throws {
        try await failEachStep(of: try Fixture.changes[index].make(), with: index.isMultiple(of: 2) ? .ioError : .full)
    }

    @Test(
        "whatever fails at any step has not happened, and passes when there is room again",
        arguments: try Fixture.useCases())
    func useCases(useCase: Fixture.UseCase) async throws {
        let now = Fixture.start + useCase.delay
        let fault = Fault()
        var after: (PlanSnapshot, [OutboxItem], [JournalEntry])?
        do {
            let store = try await open("plan", fault)
            fault.disarm()
            for command in useCase.before { try await store.execute(command) }
            let first = try await state(store)
            for step in 1...2000 {
                fault.arm(step: step, code: .full)
                guard let error = await answer({ try await store.execute(useCase.command, at: now) }) else {
                    #expect(fault.steps < step && step > 10, "step \(step) failed and nobody was told")
                    after = try await state(store)
                    break
                }
                #expect(error.code == .storeUnavailable, "step \(step)")
                #expect(try await state(store) == first, "step \(step)")
            }
            #expect(after?.0.revision == first.0.revision + 1)
        }
        let again = try await state(try await open("plan"))
        #expect(after.map { $0 == again } == true)
    }

    @Test("each command is a use case that is made to fail")
    func complete() throws {
        let verbs = Set(try Fixture.useCases().map(\.command.verb))
        // The import of a plan has a test of its own, on an empty one.
        #expect(Self.verbs.subtracting(verbs) == ["plan.import"])
    }

    /// Every verb. Whoever adds a command is reminded of it by the switch.
    private static let verbs: Set = [
        "pool.create", "pool.delete", "pool.update", "tenant.create", "tenant.delete", "network.create",
        "network.delete", "leak.create", "leak.delete", "plan.apply", "revision.undo", "tenant.update", "tenant.drain",
        "tenant.depart", "address.allocate", "address.release", "address.reserve", "plan.expire", "plan.import",
        "plan.import-rows",
    ]

    private static func remind(_ command: Command) {
        switch command {
        case .createPool, .deletePool, .updatePool, .createTenant, .deleteTenant, .createNetwork, .deleteNetwork,
            .createLeak, .deleteLeak, .apply, .undo, .updateTenant, .drainTenant, .departTenant, .allocate, .release,
            .reserve, .expire, .importPlan, .importRows:
            break
        }
    }

    @Test(
        "a tenant that is made or deleted at a step where the disk fails is not",
        arguments: [ResultCode.ioError, .full])
    func tenants(code: ResultCode) async throws {
        try await failEachStep(of: try Fixture.tenant("blue", .vrfLite, ipv6: true), with: code)
        try await failEachStep(of: .deleteTenant(TenantName("acme")), with: code)
    }

    @Test("an import into an empty plan that fails at any step leaves it empty")
    func importPlan() async throws {
        let document = try await open("plan").document()
        _ = try await open("empty")
        try await failEachStep(of: .importPlan(document), on: "empty", with: .full)
    }

    @Test("an acknowledgement that fails at any step has not been taken, and is taken the next time")
    func acknowledgement() async throws {
        let fault = Fault()
        let results = [
            OutboxResult(object: "acme", error: nil, hint: nil), OutboxResult(object: "acme-2", error: "no", hint: nil),
        ]
        func acknowledge(_ store: SQLiteStore) async -> TenancyError? {
            await answer {
                try await store.acknowledge(.kernel, revision: 11, results: results, detail: "x", at: Fixture.start)
            }
        }
        let first = try await state(try await open("plan"))
        try folder.copy("plan", to: "done")
        let done = try await open("done", fault)
        fault.disarm()
        #expect(await acknowledge(done) == nil)
        let steps = fault.steps
        let after = try await state(done)
        #expect(after != first && steps > 4)
        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy("plan", to: name)
            do {
                let store = try await open(name, fault)
                fault.arm(step: step, code: .full)
                #expect(await acknowledge(store)?.code == .storeUnavailable, "step \(step)")
                #expect(try await state(store) == first, "step \(step)")
                #expect(await acknowledge(store) == nil, "step \(step)")
            }
            #expect(try await state(try await open(name)) == after, "step \(step)")
        }
    }

    @Test("a request with a key that fails at any step is carried out once when it is sent again")
    func key() async throws {
        let fault = Fault()
        let command = try Fixture.tenant("blue", .vrfLite)
        func send(_ store: SQLiteStore) async throws -> Receipt {
            var context = Fixture.context()
            context.idempotency = Idempotency(key: "k", body: [1]) { "made \($0.revision)" }
            return try await store.execute(command, settings: Fixture.settings, context: context, dryRun: false)
        }
        try folder.copy("plan", to: "done")
        let done = try await open("done", fault)
        fault.disarm()
        _ = try await send(done)
        let steps = fault.steps
        let after = try await state(done)
        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy("plan", to: name)
            do {
                let store = try await open(name, fault)
                fault.arm(step: step, code: .full)
                #expect(await answer { _ = try await send(store) }?.code == .storeUnavailable, "step \(step)")
                #expect(try await send(store).firstAnswer == nil, "step \(step)")
                #expect(try await send(store).firstAnswer == "made 12", "step \(step)")
            }
            #expect(try await state(try await open(name)) == after, "step \(step)")
        }
    }

    @Test("a migration that fails at any step leaves the plan at one version, and is carried out at the next start")
    func migration() async throws {
        let old = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/version-1.plan").path
        let fault = Fault()
        func copy(_ name: String) throws { try FileManager.default.copyItem(atPath: old, toPath: folder.file(name)) }
        try copy("done")
        fault.disarm()
        let after = try await state(try await open("done", fault))
        // The proof after it reads by a connection of its own.
        let steps = fault.steps
        #expect(steps > 40)
        for step in 1...steps {
            let name = "fault-\(step)"
            try copy(name)
            fault.arm(step: step, code: step.isMultiple(of: 2) ? .ioError : .full)
            #expect(await answer { _ = try await open(name, fault) }?.code == .storeUnavailable, "step \(step)")
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name).v1.\(Fixture.start)", ifThere: true)
            #expect(try await state(try await open(name)) == after, "step \(step)")
        }
    }

    @Test("a backup that fails at any step is none, leaves no file, and hinders no change")
    func backup() async throws {
        let store = try await open("plan")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let fault = Fault()
        fault.disarm()
        #expect(try await store.backup(fault: fault).revision == before.revision)
        let steps = fault.steps
        #expect(steps > 10)
        for step in 1...steps {
            fault.arm(step: step, code: step.isMultiple(of: 2) ? .ioError : .full)
            #expect(
                await answer { _ = try await store.backup(fault: fault) }?.code == .storeUnavailable, "step \(step)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == files, "step \(step)")
        }
        #expect(store.obstacle() == nil)
        #expect(try await store.snapshot() == before)
        try await store.execute(try Fixture.network("more", of: "acme"))
        #expect(try await store.backup(fault: fault).revision == before.revision + 1)
    }

    @Test("a restore that fails at any step leaves the plan as it was, and passes the next time")
    func restore() async throws {
        let fault = Fault()
        let backup = folder.file("backup")
        do {
            let store = try await open("plan")
            let copy = try await store.backup()
            try FileManager.default.copyItem(atPath: copy.path, toPath: backup)
            for number in 1...3 { try await store.execute(try Fixture.network("more-\(number)", of: "acme")) }
        }
        let first = try await open("plan").snapshot()
        func restore(_ name: String, _ fault: Fault?) throws -> Restoration {
            try SQLiteStore.restore(
                folder.file(name), from: backup, to: Fixture.start, now: Fixture.start, fault: fault)
        }
        try folder.copy("plan", to: "done")
        fault.disarm()
        #expect(try restore("done", fault).replayed == 3)
        let steps = fault.steps
        let after = try await open("done").snapshot()
        #expect(after.tenants == first.tenants && steps > 40)
        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy("plan", to: name)
            fault.arm(step: step, code: .ioError)
            #expect(throws: (any Error).self, "step \(step)") { _ = try restore(name, fault) }
            #expect(try await open(name).snapshot() == first, "step \(step)")
            guard step.isMultiple(of: 10) else { continue }
            #expect(try restore(name, nil).replayed == 3, "step \(step)")
            #expect(try await open(name).snapshot() == after, "step \(step)")
            let rest = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!rest.contains { $0.hasPrefix("\(name).restore") }, "step \(step)")
        }
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

extension FileManager {
    fileprivate func removeItem(atPath path: String, ifThere: Bool) throws {
        if fileExists(atPath: path) { try removeItem(atPath: path) }
    }
}

private func != (
    left: (PlanSnapshot, [OutboxItem], [JournalEntry]), right: (PlanSnapshot, [OutboxItem], [JournalEntry])
) -> Bool {
    !(left == right)
}

private func == (
    left: (PlanSnapshot, [OutboxItem], [JournalEntry]), right: (PlanSnapshot, [OutboxItem], [JournalEntry])
) -> Bool {
    left.0 == right.0 && left.1 == right.1 && left.2 == right.2
}
