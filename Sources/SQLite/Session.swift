// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// Records the rows that change in the tables of a connection, from its creation on.
///
/// The corresponding C functions are `sqlite3session_create`, `sqlite3session_attach` and `sqlite3session_changeset`.
@safe
package struct Session: ~Copyable {
    /// Kept so that the session is deleted before its connection closes.
    private let connection: Connection
    private let handle: OpaquePointer

    /// Starts recording `tables`, or every table when it is `nil`. Tables without a primary key are not recorded.
    package init(_ connection: Connection, tables: [String]? = nil) throws(SQLiteError) {
        var created: OpaquePointer?
        let status = unsafe sqlite3session_create(connection.handle, "main", &created)
        guard status == SQLITE_OK, let handle = unsafe created else {
            throw SQLiteError(status, operation: "start a session")
        }
        let attached: Int32
        if let tables {
            attached = tables.reduce(SQLITE_OK) { status, table in
                status == SQLITE_OK ? unsafe sqlite3session_attach(handle, table) : status
            }
        } else {
            attached = unsafe sqlite3session_attach(handle, nil)
        }
        guard attached == SQLITE_OK else {
            unsafe sqlite3session_delete(handle)
            throw SQLiteError(attached, operation: "attach a session")
        }
        self.connection = connection
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe sqlite3session_delete(handle)
    }

    /// What has changed, in SQLite's changeset format; empty when nothing has.
    package func changeset() throws(SQLiteError) -> [UInt8] {
        var count: Int32 = 0
        var bytes: UnsafeMutableRawPointer?
        let status = unsafe sqlite3session_changeset(handle, &count, &bytes)
        defer { unsafe sqlite3_free(bytes) }
        guard status == SQLITE_OK else { throw SQLiteError(status, operation: "read a changeset") }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }
}
