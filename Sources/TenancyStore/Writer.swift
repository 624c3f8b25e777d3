// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import TenancyCore

/// The one connection that writes and checkpoints.
///
/// After an error that leaves the file's state in doubt nothing is written until the daemon has been restarted and the file has been proved whole.
final class Writer: Sendable {
    private let path: String
    private let lock: FileLock
    private let database: Database
    /// Whether writing works.
    let health = WriteHealth()

    /// Locks the file, opens it and brings it to this program's schema.
    init(path: String, now: Timestamp, migrations: [Migration], fault: Fault?) throws {
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
        try await write { connection in
            try PlanTransaction(connection: connection)
                .execute(command, settings: settings, context: context, dryRun: dryRun)
        }
    }

    /// See `PlanStore.acknowledge`.
    func acknowledge(
        _ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String
    ) async throws {
        try await write { connection in
            try Outbox(connection: connection)
                .acknowledge(target, revision: revision, results: results, detail: detail)
            return ((), .commit)
        }
    }

    /// Runs one transaction, without suspension: commands are carried out one after the other.
    private func write<Result: Sendable>(
        _ body: @Sendable (Connection) throws -> (Result, Connection.Ending)
    ) async throws -> Result {
        try await database.use { connection in
            try health.check()
            do {
                let result = try connection.transaction { try body(connection) }
                health.wrote()
                return result
            } catch {
                let answer = TenancyError(error, plan: path)
                if let error = error as? SQLiteError { health.refused(after: error.code, with: answer) }
                throw answer
            }
        }
    }
}
