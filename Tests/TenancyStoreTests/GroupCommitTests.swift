// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Platform
import SQLite
import Synchronization
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Group commit", .serialized)
struct GroupCommitTests {
    private let folder: TemporaryFolder
    private let path: String

    /// A plan with a tenant, closed.
    init() async throws {
        folder = try TemporaryFolder()
        path = folder.file("plan")
        let store = try await SQLiteStore.open(path: path, now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme", .egressIP, addresses: 0))
    }

    private func writer(
        _ name: String = "plan", fault: Fault? = nil, limits: FairQueue<any QueuedWrite>.Limits = .init()
    ) throws -> Writer {
        try Writer(
            path: folder.file(name), now: Fixture.start, migrations: Migration.all, fault: fault, limits: limits)
    }

    private func pending(
        _ command: Command, dryRun: Bool = false, ifRevision: Int64? = nil
    ) -> PendingWrite<Receipt> {
        PendingWrite { connection in
            try PlanTransaction(connection: connection).execute(
                command, settings: Fixture.settings, context: Fixture.context(ifRevision: ifRevision), dryRun: dryRun)
        }
    }

    /// Keeps the connection until the gate gets a signal.
    private func closedGate(_ writer: Writer) async -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                writer.use { _ in
                    continuation.resume()
                    gate.wait()
                }
            }
        }
        return gate
    }

    private func state(_ name: String = "plan") async throws -> [JournalEntry] {
        // Opening proves the plan whole: tiles, tenures, chain.
        try await SQLiteStore.open(path: folder.file(name), now: Fixture.start).journal(before: nil, limit: 100)
    }

    @Test("a refused write and a dry run leave nothing, and do not disturb the others of their group")
    func refused() async throws {
        let blue = pending(try Fixture.tenant("blue"))
        let again = pending(try Fixture.tenant("blue"))
        let dry = pending(try Fixture.tenant("dry"), dryRun: true)
        let moved = pending(try Fixture.tenant("late"), ifRevision: 8)
        let cyan = pending(try Fixture.tenant("cyan"), ifRevision: 9)
        do {
            let writer = try writer()
            writer.use { writer.commit([blue, again, dry, moved, cyan], on: $0) }
        }
        let created = try #require(try blue.outcome?.get())
        #expect(created.revision == 9)
        #expect(throws: TenancyError.self) { try again.outcome?.get() }
        let tried = try #require(try dry.outcome?.get())
        #expect(tried.dryRun)
        #expect(tried.revision == 9)
        let refusal = #expect(throws: TenancyError.self) { try moved.outcome?.get() }
        #expect(refusal?.code == .moved)
        let last = try #require(try cyan.outcome?.get())
        #expect(last.revision == 10)
        // What the dry run took went to the next one.
        #expect(last.plan.tenant?.networks.first?.cidrs == tried.plan.tenant?.networks.first?.cidrs)
        let journal = try await state()
        #expect(journal.prefix(2).map(\.object) == ["cyan", "blue"])
        #expect(journal.count == 10)
    }

    @Test("what the writer remembers is what the tables say, whatever was written, refused, undone or tried in between")
    func memory() async throws {
        let store = try await SQLiteStore.open(path: path, now: Fixture.start)
        let acme = try TenantName("acme")
        var one = AddressRequest(tenant: acme, role: .floating)
        one.count = 2
        var much = AddressRequest(tenant: acme, role: .floating)
        much.count = 1000
        var quota = TenantChange(name: acme)
        quota.quotas = [.publicIPv4: 6]
        var pool = PoolChange(name: try PoolName("public"))
        pool.quarantine = .seconds(60)
        let held = ReservationRequest(owner: acme, pool: try PoolName("public"), lifetime: .seconds(60))
        let commands: [Command] = [
            .allocate(one), try Fixture.tenant("blue", .egressIP), .allocate(much), .updateTenant(quota),
            .allocate(one), .allocate(one), .updatePool(pool), .reserve(held), .deleteTenant(try TenantName("blue")),
            .undo(12), .expire, .drainTenant(acme, .seconds(30)), .allocate(one), .undo(99),
        ]
        var outcomes: [String] = []
        for (number, command) in commands.enumerated() {
            let now = Fixture.start + .seconds(100 * number)
            // The same on a copy whose writer has just begun and remembers nothing.
            let name = "memory-\(number)"
            try folder.copy("plan", to: name)
            let fresh = try await SQLiteStore.open(path: folder.file(name), now: now)
            for dryRun in [true, false] {
                var receipts: [Receipt?] = []
                var errors: [String] = []
                for store in [store, fresh] {
                    do {
                        receipts.append(try await store.execute(command, at: now, dryRun: dryRun))
                    } catch let error as TenancyError {
                        errors.append(error.message)
                    }
                }
                #expect(errors.count != 1 && errors.first == errors.last, "\(command): \(errors)")
                if let first = receipts.first, let last = receipts.last {
                    #expect(first?.plan == last?.plan && first?.revision == last?.revision, "\(command)")
                }
                if !dryRun { outcomes.append(errors.first.map { String($0.prefix(20)) } ?? "done") }
            }
            #expect(try await store.snapshot() == fresh.snapshot())
        }
        #expect(outcomes.filter { $0 == "done" }.count >= 8, "\(outcomes)")
        _ = try await SQLiteStore.open(path: folder.file("memory-13"), now: Fixture.start)
    }

    @Test("each write of a group has its own changeset: taking it back gives the plan from before it")
    func changesets() async throws {
        let writer = try writer()
        let names = ["blue", "cyan", "dusk"]
        let writes = try names.map { pending(try Fixture.tenant($0)) }
        try writer.use { connection in
            writer.commit(writes, on: connection)
            var rows = try connection.query("SELECT changeset FROM journal WHERE seq > ?1 ORDER BY seq", .integer(8))
            var changesets: [String] = []
            while try rows.next() { changesets.append(String(decoding: try rows.blob(0), as: UTF8.self)) }
            #expect(changesets.count == 3)
            for (changeset, name) in zip(changesets, names) {
                for other in names { #expect(changeset.contains(other) == (other == name)) }
            }
        }
    }

    @Test("a group whose step fails has not happened, for any step", arguments: [ResultCode.ioError, .full])
    func faults(code: ResultCode) async throws {
        func writes() throws -> [PendingWrite<Receipt>] {
            [
                pending(try Fixture.tenant("blue", .egressIP, addresses: 0)), pending(try Fixture.tenant("acme")),
                pending(.deleteTenant(try TenantName("acme"))),
            ]
        }
        let fault = Fault()
        try folder.copy("plan", to: "done")
        do {
            let writer = try writer("done", fault: fault)
            fault.disarm()
            let group = try writes()
            writer.use { writer.commit(group, on: $0) }
        }
        let steps = fault.steps
        let before = try await state()
        let after = try await state("done")
        #expect(steps > 40)
        #expect(after.count == before.count + 2)
        for step in 1...steps {
            let name = "fault-\(step)"
            try folder.copy("plan", to: name)
            do {
                let writer = try writer(name, fault: fault)
                fault.arm(step: step, code: code)
                let group = try writes()
                writer.use { writer.commit(group, on: $0) }
                for write in group {
                    let error = #expect(throws: TenancyError.self) { try write.outcome?.get() }
                    #expect(error?.code == .storeUnavailable, "step \(step)")
                }
                let again = pending(try Fixture.tenant("cyan"))
                writer.use { writer.commit([again], on: $0) }
                #expect(((try? again.outcome?.get()) == nil) == (code == .ioError), "step \(step)")
            }
            let now = try await state(name)
            #expect(now.dropFirst(code == .ioError ? 0 : 1) == before[...], "step \(step)")
        }
    }

    @Test("writes that wait together are committed together, each with its own answer")
    func together() async throws {
        let writer = try writer()
        let reader = try Reader(path: path)
        let gate = await closedGate(writer)
        try await withThrowingTaskGroup(of: (Int64, Int64).self) { group in
            for number in 0..<10 {
                group.addTask(executorPreference: BlockingExecutor.shared) {
                    try await writer.write(for: "uid:\(number % 3)") { connection in
                        // What others can see of the group while it is written.
                        let head = try Journal(connection: connection).head()
                        let (receipt, ending) = try PlanTransaction(connection: connection).execute(
                            try Fixture.tenant("t\(number)", .egressIP, addresses: 0), settings: Fixture.settings,
                            context: Fixture.context(), dryRun: false)
                        return ((head.revision, receipt.revision), ending)
                    }
                }
            }
            while writer.waiting < 10 { await Task.yield() }
            gate.signal()
            var seen: [Int64] = []
            for try await (before, revision) in group {
                #expect(revision == before + 1)
                seen.append(revision)
                // The first answer comes when all are durable.
                let head = try await reader.read { try Journal(connection: $0.connection).head().revision }
                #expect(head == 18)
            }
            #expect(seen.sorted() == Array(9...18))
        }
    }

    @Test("a full queue refuses what comes, by name, and takes it again when there is room")
    func full() async throws {
        let writer = try writer(limits: .init(all: 3, party: 2))
        let gate = await closedGate(writer)
        func write(_ party: String) async -> TenancyError? {
            await answer { try await writer.write(for: party) { _ in ((), .commit) } }
        }
        await withTaskGroup(of: TenancyError?.self) { group in
            for _ in 0..<2 { group.addTask(executorPreference: BlockingExecutor.shared) { await write("uid:1") } }
            while writer.waiting < 2 { await Task.yield() }
            let refused = await write("uid:1")
            #expect(refused?.code == .storeBusy)
            #expect(refused?.message == "cannot take a change of uid:1 now: 2 changes wait to be written")
            group.addTask(executorPreference: BlockingExecutor.shared) { await write("uid:2") }
            while writer.waiting < 3 { await Task.yield() }
            #expect(await write("uid:3")?.code == .storeBusy)
            gate.signal()
            for await error in group { #expect(error == nil) }
        }
        #expect(await write("uid:1") == nil)
    }

    @Test("a change that leaves a reference to a missing row is refused alone")
    func references() async throws {
        let writer = try writer()
        let wrong = PendingWrite<Void> { connection in
            try connection.run("DELETE FROM extent WHERE state = 1")
            return ((), .commit)
        }
        let blue = pending(try Fixture.tenant("blue"))
        writer.use { writer.commit([wrong, blue], on: $0) }
        let error = #expect(throws: TenancyError.self) { try wrong.outcome?.get() }
        #expect(error?.message == "the change would leave a reference to a row that is missing")
        #expect(try blue.outcome?.get().revision == 9)
    }
}
