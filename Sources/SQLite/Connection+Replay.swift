// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

extension Connection {
    /// Makes the changes of a changeset again, in the open transaction.
    ///
    /// Triggers are off meanwhile: a changeset has no order among its rows, and what a trigger forbids may hold in between. Who calls this proves the
    /// result. Throws, with nothing changed, when a row is not as it was when the changes were recorded. The corresponding C function is
    /// `sqlite3changeset_apply`.
    package func replay(_ changeset: [UInt8]) throws(SQLiteError) {
        guard !changeset.isEmpty else { return }
        unsafe csqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        defer { unsafe csqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1) }
        var bytes = changeset
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe sqlite3changeset_apply(
                handle, Int32(buffer.count), buffer.baseAddress, nil, refuseConflict, nil)
        }
        guard status == SQLITE_OK else { throw SQLiteError(status, operation: "replay a changeset") }
    }
}

private func refuseConflict(_: UnsafeMutableRawPointer?, _: Int32, _: OpaquePointer?) -> Int32 {
    SQLITE_CHANGESET_ABORT
}
