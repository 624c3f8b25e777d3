// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// One table as a whole: every column of every row, in the order of its key.
///
/// Its statements are made from the names that the schema itself gives; a name that is not in the schema is refused.
@safe
package struct Table {
    package struct Column: Sendable, Equatable {
        package let name: String
        /// As it was declared: `INTEGER`, `TEXT` or `BLOB`.
        package let type: String
        package let isKey: Bool
    }

    private let connection: Connection
    private let name: String
    package let columns: [Column]

    /// Looks the table up.
    ///
    /// - Throws: `SQLiteError` when the schema has no table of this name.
    package init(_ name: String, of connection: Connection) throws(SQLiteError) {
        var rows = try connection.query("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid", .text(name))
        var columns: [Column] = []
        while try rows.next() {
            columns.append(
                Column(name: try rows.text(0), type: try rows.text(1), isKey: try rows.integer(2) > 0))
        }
        guard !columns.isEmpty else { throw SQLiteError(SQLITE_ERROR, operation: "find table") }
        self.connection = connection
        self.name = Self.quoted(name)
        self.columns = columns
    }

    /// Gives each row, by key, with its values in the order of the columns.
    package func forEach(_ body: ([Value]) throws -> Void) throws {
        let keys = columns.filter(\.isKey).map { Self.quoted($0.name) }.joined(separator: ", ")
        let statement = unsafe try prepare("SELECT " + names + " FROM " + name + " ORDER BY " + keys)
        defer { unsafe sqlite3_finalize(statement) }
        while unsafe try connection.step(statement, operation: "read a table") {
            try body(try columns.indices.map { unsafe try value(statement, Int32($0)) })
        }
    }

    /// Adds `count` rows; `row` gives each by its number, with its values in the order of the columns.
    package func insert(count: Int, row: (Int) throws -> [Value]) throws {
        let places = columns.indices.map { "?" + String($0 + 1) }.joined(separator: ", ")
        let statement = unsafe try prepare("INSERT INTO " + name + "(" + names + ") VALUES(" + places + ")")
        defer { unsafe sqlite3_finalize(statement) }
        for number in 0..<count {
            let row = try row(number)
            precondition(row.count == columns.count, "a row has as many values as its table has columns")
            for (index, value) in row.enumerated() {
                let status = unsafe connection.bind(value, to: statement, at: Int32(index + 1))
                guard status == SQLITE_OK else { throw connection.error(status, operation: "write a table") }
            }
            while unsafe try connection.step(statement, operation: "write a table") {}
            unsafe sqlite3_reset(statement)
        }
    }

    private var names: String { columns.map { Self.quoted($0.name) }.joined(separator: ", ") }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    private func prepare(_ text: String) throws(SQLiteError) -> OpaquePointer {
        var statement: OpaquePointer?
        let status = unsafe sqlite3_prepare_v2(connection.handle, text, -1, &statement, nil)
        guard status == SQLITE_OK, let statement = unsafe statement else {
            throw connection.error(status, operation: "prepare a table")
        }
        return unsafe statement
    }

    private func value(_ statement: OpaquePointer, _ index: Int32) throws(SQLiteError) -> Value {
        switch unsafe sqlite3_column_type(statement, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(statement, index))
        case SQLITE_TEXT:
            guard let text = unsafe sqlite3_column_text(statement, index) else { return .null }
            let count = unsafe Int(sqlite3_column_bytes(statement, index))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        default:
            guard unsafe sqlite3_column_bytes(statement, index) == 16,
                let start = unsafe sqlite3_column_blob(statement, index)
            else { throw connection.error(SQLITE_MISMATCH, operation: "read a table") }
            return .wide(unsafe UInt128(bigEndian: start.loadUnaligned(as: UInt128.self)))
        }
    }
}
