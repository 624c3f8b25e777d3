// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Connection {
    /// How a transaction ends when its body returns.
    package enum Ending: Sendable {
        case commit
        /// Undo everything: a dry run.
        case rollBack
    }

    /// Runs `body` in one transaction that holds the write lock from its start.
    ///
    /// Everything is undone when the body throws or the commit fails. The corresponding SQL is `BEGIN IMMEDIATE`.
    package func transaction<Result>(_ body: () throws -> (Result, Ending)) throws -> Result {
        try run("BEGIN IMMEDIATE")
        do {
            let (result, ending) = try body()
            switch ending {
            case .commit: try run("COMMIT")
            case .rollBack: try run("ROLLBACK")
            }
            return result
        } catch {
            // The error that counts is the first one; after a disk error SQLite has rolled back by itself.
            if isInTransaction { try? run("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body` in a read transaction: every statement in it sees the same state.
    package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try run("BEGIN")
        defer { if isInTransaction { try? run("ROLLBACK") } }
        return try body()
    }

    /// Runs `body` inside the open transaction so that its writes alone are undone when it throws.
    ///
    /// The corresponding SQL is `SAVEPOINT`.
    package func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        try run("SAVEPOINT part")
        do {
            let result = try body()
            try run("RELEASE part")
            return result
        } catch {
            if isInTransaction {
                try? run("ROLLBACK TO part")
                try? run("RELEASE part")
            }
            throw error
        }
    }
}
