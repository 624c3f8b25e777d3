// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import Synchronization
internal import TenancyCore

/// The one connection that writes and checkpoints.
///
/// Writes wait in a queue. Whoever comes first commits all that wait by then as one group: each in its own savepoint, one flush for all. None is answered
/// before that flush.
///
/// After an error that leaves the file's state in doubt nothing is written until the daemon has been restarted and the file has been proved whole.
final class Writer: Sendable {
    private let path: String
    private let lock: FileLock
    let database: Database
    private let queue: Mutex<FairQueue<any QueuedWrite>>
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
        try await write(for: context.actor) { connection in
            try PlanTransaction(connection: connection)
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
    func write<Value: Sendable>(for party: String, _ body: @escaping PendingWrite<Value>.Body) async throws -> Value {
        let write = PendingWrite(body)
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
            try connection.transaction {
                if group.count == 1 { return ((), try group[0].runAlone(on: connection)) }
                for write in group { try write.run(on: connection) }
                return ((), .commit)
            }
            health.wrote()
            for write in group { write.end(with: nil) }
        } catch {
            let answer = TenancyError(error, plan: path)
            if let error = error as? SQLiteError { health.refused(after: error.code, with: answer) }
            for write in group { write.end(with: answer) }
        }
    }
}
