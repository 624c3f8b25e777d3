// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// One row of a changeset.
package struct ChangesetRow: Equatable, Sendable {
    package enum Operation: Equatable, Sendable {
        case insert
        case update
        case delete
    }

    package let table: String
    package let operation: Operation
    /// By column, whether it belongs to the primary key.
    package let isKey: [Bool]
    /// By column, the value before: all of a deleted row, the key and what changed of an updated one.
    package let old: [Value?]
    /// By column, the value after: all of an inserted row, what changed of an updated one.
    package let new: [Value?]

    /// The rows of a changeset, table by table.
    ///
    /// The corresponding C functions are `sqlite3changeset_start` and `sqlite3changeset_next`.
    package static func all(of changeset: [UInt8]) throws(SQLiteError) -> [ChangesetRow] {
        guard !changeset.isEmpty else { return [] }
        var bytes = changeset
        var rows: [ChangesetRow] = []
        var failure: SQLiteError?
        unsafe bytes.withUnsafeMutableBytes { buffer in
            var iterator: OpaquePointer?
            var status = unsafe sqlite3changeset_start(&iterator, Int32(buffer.count), buffer.baseAddress)
            defer { unsafe sqlite3changeset_finalize(iterator) }
            guard status == SQLITE_OK, let iterator = unsafe iterator else {
                failure = SQLiteError(status, operation: "read a changeset")
                return
            }
            do throws(SQLiteError) {
                status = unsafe sqlite3changeset_next(iterator)
                while status == SQLITE_ROW {
                    rows.append(unsafe try ChangesetRow(iterator))
                    status = unsafe sqlite3changeset_next(iterator)
                }
                if status != SQLITE_DONE { throw SQLiteError(status, operation: "read a changeset") }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return rows
    }

    private init(_ iterator: OpaquePointer) throws(SQLiteError) {
        var name: UnsafePointer<CChar>?
        var count: Int32 = 0
        var code: Int32 = 0
        unsafe sqlite3changeset_op(iterator, &name, &count, &code, nil)
        var keys: UnsafeMutablePointer<UInt8>?
        unsafe sqlite3changeset_pk(iterator, &keys, nil)
        table = unsafe name.map { unsafe String(cString: $0) } ?? ""
        let columns = 0..<Int(count)
        isKey = columns.map { column in unsafe keys.map { unsafe $0[column] != 0 } ?? false }
        switch code {
        case SQLITE_INSERT: operation = .insert
        case SQLITE_DELETE: operation = .delete
        default: operation = .update
        }
        var old: [Value?] = []
        var new: [Value?] = []
        for column in columns {
            var before: OpaquePointer?
            var after: OpaquePointer?
            if operation != .insert { unsafe sqlite3changeset_old(iterator, Int32(column), &before) }
            if operation != .delete { unsafe sqlite3changeset_new(iterator, Int32(column), &after) }
            old.append(unsafe try Self.value(before))
            new.append(unsafe try Self.value(after))
        }
        self.old = old
        self.new = new
    }

    private static func value(_ value: OpaquePointer?) throws(SQLiteError) -> Value? {
        guard let value = unsafe value else { return nil }
        let count = unsafe Int(sqlite3_value_bytes(value))
        switch unsafe sqlite3_value_type(value) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_value_int64(value))
        case SQLITE_TEXT:
            guard let start = unsafe sqlite3_value_text(value) else { return .text("") }
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = unsafe sqlite3_value_blob(value) else { return .blob([]) }
            return .blob(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            throw SQLiteError(
                code: .mismatch, message: "a column holds a floating-point number", operation: "read a changeset")
        }
    }
}
