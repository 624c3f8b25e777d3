// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import Synchronization
internal import TenancyCore

/// The one connection that writes and checkpoints.
///
/// After an error that leaves the file's state in doubt nothing is written until the daemon has been restarted and the file has been proved whole.
final class Writer: Sendable {
    private let path: String
    private let lock: FileLock
    private let database: Database
    private let failure = Mutex<TenancyError?>(nil)

    /// Locks the file, opens it and brings it to this program's schema.
    init(path: String, now: Timestamp, migrations: [Migration], fault: Fault?) throws {
        do throws(FileLockError) {
            lock = try FileLock("\(path).lock")
        } catch {
            let hint =
                if case .held(_, let process?) = error { "ps -fp \(process)" } else { "ls -l \(path).lock" }
            throw TenancyError(.storeUnavailable, "cannot open the plan \(path)", hint: hint, cause: "\(error)")
        }
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
            if let failure = failure.withLock(\.self) { throw failure }
            do {
                return try connection.transaction { try body(connection) }
            } catch {
                let answer = TenancyError(error, plan: path)
                if let error = error as? SQLiteError, Self.isInDoubt(after: error.code) {
                    failure.withLock { $0 = answer }
                }
                throw answer
            }
        }
    }

    /// Whether the file's state is in doubt. A flush that failed must not be tried again as if it had not; a full disk has been undone cleanly.
    private static func isInDoubt(after code: ResultCode) -> Bool {
        switch code {
        case .ioError, .corrupt, .notADatabase: true
        default: false
        }
    }
}
