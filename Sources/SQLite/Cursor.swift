// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// The rows of one running statement, read one at a time.
///
/// The statement is reset and kept for its next use when the rows end or the cursor goes, so a cursor may be left
/// half-read. A column of another kind than asked for throws `ResultCode.mismatch`. The corresponding C functions are
/// `sqlite3_step` and `sqlite3_column_*`.
@safe
package struct Cursor: ~Copyable {
    private let connection: Connection
    private let prepared: Prepared
    private let statement: OpaquePointer
    private let sql: StaticString
    private var isRunning = true

    init(connection: Connection, prepared: Prepared, sql: StaticString) {
        self.connection = connection
        self.prepared = prepared
        unsafe statement = unsafe prepared.statement
        self.sql = sql
    }

    deinit {
        if isRunning { prepared.end() }
    }

    /// Moves to the next row; `false` at the end and from then on.
    package mutating func next() throws(SQLiteError) -> Bool {
        guard isRunning else { return false }
        guard unsafe try connection.step(statement, operation: sql) else {
            isRunning = false
            prepared.end()
            return false
        }
        return true
    }

    /// Whether the column is NULL.
    package func isNull(_ column: Int) -> Bool {
        kind(column) == SQLITE_NULL
    }

    /// The column as an integer.
    package func integer(_ column: Int) throws(SQLiteError) -> Int64 {
        try expect(SQLITE_INTEGER, column)
        return unsafe sqlite3_column_int64(statement, Int32(column))
    }

    /// The column as text.
    package func text(_ column: Int) throws(SQLiteError) -> String {
        try expect(SQLITE_TEXT, column)
        guard let start = unsafe sqlite3_column_text(statement, Int32(column)) else { throw mismatch(column) }
        let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The column as bytes.
    package func blob(_ column: Int) throws(SQLiteError) -> [UInt8] {
        try expect(SQLITE_BLOB, column)
        let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
        // An empty BLOB has no address.
        guard let start = unsafe sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The column's sixteen bytes as a number, most significant byte first.
    package func wide(_ column: Int) throws(SQLiteError) -> UInt128 {
        try expect(SQLITE_BLOB, column)
        guard unsafe sqlite3_column_bytes(statement, Int32(column)) == 16,
            let start = unsafe sqlite3_column_blob(statement, Int32(column))
        else { throw mismatch(column) }
        return unsafe UInt128(bigEndian: start.loadUnaligned(as: UInt128.self))
    }

    /// The column as an integer, or `nil` when it is NULL.
    package func integer(orNull column: Int) throws(SQLiteError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// The column as text, or `nil` when it is NULL.
    package func text(orNull column: Int) throws(SQLiteError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    private func kind(_ column: Int) -> Int32 {
        unsafe sqlite3_column_type(statement, Int32(column))
    }

    private func expect(_ wanted: Int32, _ column: Int) throws(SQLiteError) {
        guard kind(column) == wanted else { throw mismatch(column) }
    }

    private func mismatch(_ column: Int) -> SQLiteError {
        SQLiteError(
            code: .mismatch, message: "column \(column + 1) holds another kind of value", operation: "\(sql)")
    }
}
