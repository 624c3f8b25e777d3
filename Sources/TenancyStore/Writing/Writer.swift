// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import Synchronization
internal import TenancyCore

/// The one connection that writes and checkpoints.
///
/// Writes wait in a queue. Whoever comes first commits all that wait by then as one group, with one flush for all; one that is refused leaves nothing, and does
/// not disturb the others. None is answered before that flush.
///
/// After an error that leaves the file's state in doubt nothing is written until the daemon has been restarted and the file has been proved whole.
final class Writer: Sendable {
    private let path: String
    private let lock: FileLock
    let database: Database
    private let queue: Mutex<FairQueue<any QueuedWrite>>
    private let memory = PlanMemory()
    /// Whether writing works.
    let health = WriteHealth()

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
            database = Database(connection)
        } catch {
            throw TenancyError(error, plan: path)
        }
        self.path = path
        queue = Mutex(FairQueue(limits: limits))
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
        guard queue.withLock({ $0.append(write, of: party) }) else {
            throw TenancyError(
                .storeBusy, "cannot take a change of \(party) now: \(waiting) changes wait to be written",
                hint: "try again in a second")
        }
        while true {
            // A write that came before may have taken this one into its group.
            try await database.use { connection in
                if write.outcome == nil { commit(queue.withLock { $0.take(atMost: Self.groupLimit) }, on: connection) }
            }
            switch write.outcome {
            case .success(let value)?: return value
            case .failure(let error)?: throw TenancyError(error, plan: path)
            case nil: continue
            }
        }
    }

    /// How many writes are in the queue.
    var waiting: Int { queue.withLock(\.count) }

    /// Carries a group out and commits it, or nothing of it.
    func commit(_ group: [any QueuedWrite], on connection: Connection) {
        do {
            try health.check()
            if try !commitTogether(group, on: connection) { try commitApart(group, on: connection) }
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
    private func commitTogether(_ group: [any QueuedWrite], on connection: Connection) throws -> Bool {
        try connection.transaction {
            for write in group {
                let before = connection.totalChanges
                if write.isTentative, group.count > 1 {
                    try runApart(write, on: connection)
                } else if try write.run(on: connection) == .rollBack, connection.totalChanges != before {
                    memory.forget()
                    return (group.count == 1, .rollBack)
                }
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
