// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

extension Connection {
    /// Copies the database, as it is now, over the file at `path`.
    ///
    /// Throws when the copy cannot be written; the target is then no backup. The corresponding C functions are
    /// `sqlite3_backup_init`, `sqlite3_backup_step` and `sqlite3_backup_finish`.
    package func backup(to path: String) throws(SQLiteError) {
        let target = try Connection(path: path, access: .readWrite)
        guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw unsafe target.error(sqlite3_extended_errcode(target.handle), operation: "backup")
        }
        // All pages in one step: nothing else can write meanwhile, the caller is on this connection's actor.
        let step = unsafe sqlite3_backup_step(backup, -1)
        let finish = unsafe sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE, finish == SQLITE_OK else {
            throw SQLiteError(finish == SQLITE_OK ? step : finish, operation: "backup to \(path)")
        }
    }
}
