// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

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

    /// Runs `body` inside the open transaction so that its writes alone are undone when it throws or asks for it.
    ///
    /// When they cannot be undone the whole transaction is, so that a part of them is never committed, and the error says why: after an error the caller
    /// looks at `isInTransaction`. The corresponding SQL is `SAVEPOINT`.
    package func savepoint<Result>(_ body: () throws -> (Result, Ending)) throws -> Result {
        try run("SAVEPOINT part")
        do {
            let (result, ending) = try body()
            if ending == .rollBack { try run("ROLLBACK TO part") }
            try run("RELEASE part")
            return result
        } catch {
            if isInTransaction {
                do {
                    try run("ROLLBACK TO part")
                    try run("RELEASE part")
                } catch {
                    if isInTransaction { try? run("ROLLBACK") }
                    throw error
                }
            }
            throw error
        }
    }

    /// Whether a deferred foreign key is open, so that a commit would fail.
    ///
    /// The corresponding C function is `sqlite3_db_status` with `SQLITE_DBSTATUS_DEFERRED_FKS`.
    package var hasOpenReferences: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        return unsafe sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0) != SQLITE_OK
            || current != 0
    }
}
