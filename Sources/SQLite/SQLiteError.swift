// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// A failed call of SQLite.
///
/// The text holds SQLite's message and the statement as written, never a bound value.
package struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The extended result code.
    package let code: ResultCode
    /// SQLite's own words.
    package let message: String
    /// The statement or the operation that failed.
    package let operation: String

    package init(code: ResultCode, message: String, operation: String) {
        self.code = code
        self.message = message
        self.operation = operation
    }

    package var description: String {
        let line = operation.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let shown = line.count > 160 ? "\(line.prefix(160))…" : line
        return "cannot run '\(shown)': \(message) (SQLite code \(code.rawValue))"
    }

    /// The error for `code`, worded by SQLite where no connection is at hand.
    init(_ code: Int32, operation: String) {
        self.init(
            code: ResultCode(rawValue: code), message: unsafe String(cString: sqlite3_errstr(code)),
            operation: operation)
    }
}
