// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// A connection that only reads, beside the writer, so that neither waits for the other.
final class Reader: Sendable {
    private let path: String
    private let database: Database
    private let health: WriteHealth?

    /// Opens a file that a writer has prepared, whose health is told when the file turns out to be damaged.
    init(path: String, health: WriteHealth? = nil) throws {
        do {
            let connection = try Connection(path: path, access: .readOnly)
            try connection.run("PRAGMA query_only = ON")
            database = Database(connection)
        } catch {
            throw TenancyError(error, plan: path)
        }
        self.path = path
        self.health = health
    }

    /// Runs queries on one state of the plan.
    func read<Result: Sendable>(_ body: @Sendable (SQLiteLedger) throws -> Result) async throws -> Result {
        try await database.use { connection in
            do {
                return try connection.snapshot { try body(SQLiteLedger(connection: connection, revision: 0)) }
            } catch {
                let answer = TenancyError(error, plan: path)
                if let error = error as? SQLiteError { health?.foundWhileReading(error.code, answer) }
                throw answer
            }
        }
    }
}
