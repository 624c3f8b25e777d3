// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
package import TenancyCore

extension SQLiteStore {
    /// Reads by a connection of its own: other queries do not wait for the whole plan.
    package func document() async throws -> PlanDocument {
        do {
            let database = Database(try Connection(path: path, access: .readOnly))
            return try await database.use { connection in
                try connection.snapshot { try PlanRows(connection: connection).document() }
            }
        } catch {
            throw TenancyError(error, plan: path)
        }
    }
}
