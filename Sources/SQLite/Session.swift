// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// Records the rows that change in the tables of a connection, from its creation on.
///
/// A connection has one at a time. It does what SQLite's session extension does, whose format it writes, but does not ask the database for what the hook
/// has told already: the extension prepares two statements per table and change set. The corresponding C functions are `sqlite3_preupdate_hook`,
/// `sqlite3_preupdate_old` and `sqlite3_preupdate_new`.
@safe
package struct Session: ~Copyable {
    private let connection: Connection
    private let recording: Recording

    /// Starts recording `tables`, or every table when it is `nil`. Tables without a primary key, and rows whose key is NULL, are not recorded.
    package init(_ connection: Connection, tables: [String]? = nil) throws(SQLiteError) {
        self.connection = connection
        recording = try connection.recording(of: tables)
        // Not retained: the hook goes with this value, which holds the recording.
        unsafe sqlite3_preupdate_hook(connection.handle, recordChange, Unmanaged.passUnretained(recording).toOpaque())
    }

    deinit {
        unsafe sqlite3_preupdate_hook(connection.handle, nil, nil)
        recording.recorder.reset()
    }

    /// What has changed, in SQLite's changeset format; empty when nothing has.
    package func changeset() throws(SQLiteError) -> [UInt8] {
        if let status = recording.recorder.failure { throw SQLiteError(status, operation: "record a change") }
        return recording.recorder.changeset
    }
}

private func recordChange(
    _ context: UnsafeMutableRawPointer?, _ database: OpaquePointer?, _ operation: Int32, _: UnsafePointer<CChar>?,
    _ table: UnsafePointer<CChar>?, _: sqlite3_int64, _: sqlite3_int64
) {
    guard let context = unsafe context, let database = unsafe database, let table = unsafe table else { return }
    unsafe Unmanaged<Recording>.fromOpaque(context).takeUnretainedValue().recorder
        .record(operation, in: table, of: database)
}
