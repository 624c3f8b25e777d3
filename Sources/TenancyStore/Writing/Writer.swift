// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import Synchronization
internal import TenancyCore

/// The one connection that writes and checkpoints.
///
/// Writes wait in a queue. Whoever finds nobody at work commits all that wait, and what comes until then, as one group with one flush, on the caller's own
/// thread: a lone caller waits for the disk and for no other thread. What waits after that is served on a thread of the writer's own, so that no caller works for
/// others longer than its own write takes. A write that is refused leaves nothing, and does not disturb the others. None is answered before its flush.
///
/// After an error that leaves the file's state in doubt nothing is written until the daemon has been restarted and the file has been proved whole.
final class Writer: Sendable {
    private let path: String
    private let lock: FileLock
    /// Whoever serves holds it; nobody waits for it but tests.
    private let connection: Mutex<Connection>
    private let state: Mutex<State>
    private let thread = QueueExecutor("writer")
    private let memory = PlanMemory()
    /// Whether writing works.
    let health = WriteHealth()

    private struct State {
        var queue: FairQueue<any QueuedWrite>
        /// Whether somebody takes what is in the queue.
        var isServed = false
    }

    /// How many writes share a commit at most, so that the first of them does not wait long for the last.
    private static let groupLimit = 128
    /// The party of the daemon's own writes.
    private static let daemon = "tenancyd"

    /// Locks the file, opens it and brings it to this program's schema.
    init(
        path: String, now: Timestamp, migrations: [Migration], fault: Fault?,
        limits: FairQueue<any QueuedWrite>.Limits = .init()
    ) throws {
        lock = try Self.lock(path)
        do {
            let connection = try Connection(path: path, access: .readWrite, fault: fault)
            let schema = Schema(path: path, migrations: migrations)
            try schema.prepare(connection, now: now)
            try schema.configure(connection)
            self.connection = Mutex(connection)
        } catch {
            throw TenancyError(error, plan: path)
        }
        self.path = path
        state = Mutex(State(queue: FairQueue(limits: limits)))
    }

    /// Keeps every other process from opening the plan.
    ///
    /// - Throws: `TenancyError` with code `store.unavailable` that names who has it.
    static func lock(_ path: String) throws -> FileLock {
        do throws(FileLockError) {
            return try FileLock("\(path).lock")
        } catch {
            let hint =
                if case .held(_, let process?) = error { "ps -fp \(process)" } else { "ls -l \(path).lock" }
            throw TenancyError(.storeUnavailable, "cannot open the plan \(path)", hint: hint, cause: "\(error)")
        }
    }

    /// See `PlanStore.execute`.
    func execute(
        _ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool
    ) async throws -> Receipt {
        try await write(for: context.actor, isTentative: dryRun) { [memory] connection in
            try PlanTransaction(connection: connection, memory: memory)
                .execute(command, settings: settings, context: context, dryRun: dryRun)
        }
    }

    /// See `PlanStore.acknowledge`.
    func acknowledge(
        _ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String, at: Timestamp
    ) async throws {
        try await write(for: Self.daemon) { connection in
            try Outbox(connection: connection)
                .acknowledge(target, revision: revision, results: results, detail: detail, at: at)
            return ((), .commit)
        }
    }

    /// Queues a write for a party, and returns when its group has been committed.
    ///
    /// - Throws: `TenancyError` with code `store.busy` when the queue is full, with that of the body when it throws, or of the group when that fails.
    func write<Value: Sendable>(
        for party: String, isTentative: Bool = false, _ body: @escaping PendingWrite<Value>.Body
    ) async throws -> Value {
        let write = PendingWrite(isTentative: isTentative, body)
        let (isAccepted, isFirst) = state.withLock { state in
            guard state.queue.append(write, of: party) else { return (false, false) }
            defer { state.isServed = true }
            return (true, !state.isServed)
        }
        guard isAccepted else {
            throw TenancyError(
                .storeBusy, "cannot take a change of \(party) now: \(waiting) changes wait to be written",
                hint: "try again in a second")
        }
        if isFirst {
            serve(until: { write.outcome != nil })
            if mustGoOn() { thread.async { repeat { self.serve(until: { true }) } while self.mustGoOn() } }
        } else {
            await write.wait()
        }
        switch write.outcome {
        case .success(let value)?: return value
        case .failure(let error)?: throw TenancyError(error, plan: path)
        case nil: throw TenancyError(.internal, "a write has ended without an outcome")
        }
    }

    /// How many writes are in the queue.
    var waiting: Int { state.withLock(\.queue.count) }

    /// Uses the connection, while nothing is written.
    func use<Result: Sendable>(_ body: (Connection) throws -> Result) rethrows -> Result {
        try connection.withLock { try body($0) }
    }

    /// Commits one group after the other, at least one.
    private func serve(until isDone: () -> Bool) {
        repeat {
            use { connection in commit(take(Self.groupLimit), on: connection) { self.take($0) } }
        } while !isDone()
    }

    /// Whether there is more to serve; otherwise nobody serves from now on.
    private func mustGoOn() -> Bool {
        state.withLock { state in
            state.isServed = state.queue.count > 0
            return state.isServed
        }
    }

    private func take(_ limit: Int) -> [any QueuedWrite] { state.withLock { $0.queue.take(atMost: limit) } }

    /// Carries a group out and commits it, or nothing of it.
    ///
    /// - Parameter more: Takes so many of those that have come meanwhile; they become part of the group.
    func commit(
        _ group: [any QueuedWrite], on connection: Connection, joinedBy more: (Int) -> [any QueuedWrite] = { _ in [] }
    ) {
        var group = group
        do {
            try health.check()
            if try !commitTogether(&group, on: connection, joinedBy: more) { try commitApart(group, on: connection) }
            health.wrote()
            for write in group { write.end(with: nil) }
        } catch {
            memory.forget()
            let answer = TenancyError(error, plan: path)
            if let error = error as? SQLiteError { health.refused(after: error.code, with: answer) }
            for write in group { write.end(with: answer) }
        }
    }

    /// Carries a group out without savepoints, which copy each page that a write changes: for the usual case that none has to be undone.
    ///
    /// - Returns: `false` when one of several had changed something and must be undone; nothing of the group has then happened.
    private func commitTogether(
        _ group: inout [any QueuedWrite], on connection: Connection, joinedBy more: (Int) -> [any QueuedWrite]
    ) throws -> Bool {
        try connection.transaction {
            var next = 0
            while next < group.count {
                let write = group[next]
                let before = connection.totalChanges
                if write.isTentative, group.count > 1 {
                    try runApart(write, on: connection)
                } else if try write.run(on: connection) == .rollBack, connection.totalChanges != before {
                    memory.forget()
                    return (group.count == 1, .rollBack)
                }
                next += 1
                if next == group.count { group += more(Self.groupLimit - group.count) }
            }
            return (true, .commit)
        }
    }

    /// Carries a group out with each write in a savepoint of its own.
    private func commitApart(_ group: [any QueuedWrite], on connection: Connection) throws {
        try connection.transaction {
            for write in group { try runApart(write, on: connection) }
            return ((), .commit)
        }
    }

    private func runApart(_ write: any QueuedWrite, on connection: Connection) throws {
        let ending = try connection.savepoint {
            let ending = try write.run(on: connection)
            return (ending, ending)
        }
        if ending == .rollBack { memory.forget() }
    }
}
