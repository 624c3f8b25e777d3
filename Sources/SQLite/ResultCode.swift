// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// An extended result code of SQLite: an open set, compared and matched by number.
///
/// In a pattern a primary code covers its extended ones: `case .constraint` also matches `constraintUnique`.
package struct ResultCode: RawRepresentable, Equatable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The primary code, which is the low byte.
    package var primary: ResultCode {
        ResultCode(rawValue: rawValue & 0xff)
    }

    /// Whether `code` is `pattern`, or an extended code of it when `pattern` is a primary code.
    package static func ~= (pattern: ResultCode, code: ResultCode) -> Bool {
        pattern == code || pattern == code.primary
    }

    /// Another connection holds the lock that was needed.
    package static let busy = ResultCode(rawValue: SQLITE_BUSY)
    /// Writing to a read-only connection or file.
    package static let readOnly = ResultCode(rawValue: SQLITE_READONLY)
    /// The operating system refused a read, write or flush.
    package static let ioError = ResultCode(rawValue: SQLITE_IOERR)
    /// The file's content is not what SQLite wrote.
    package static let corrupt = ResultCode(rawValue: SQLITE_CORRUPT)
    /// The disk is full.
    package static let full = ResultCode(rawValue: SQLITE_FULL)
    /// The file cannot be opened.
    package static let cannotOpen = ResultCode(rawValue: SQLITE_CANTOPEN)
    /// A column does not hold the kind of value that was asked for.
    package static let mismatch = ResultCode(rawValue: SQLITE_MISMATCH)
    /// The file is not an SQLite database.
    package static let notADatabase = ResultCode(rawValue: SQLITE_NOTADB)
    /// A constraint of any kind failed.
    package static let constraint = ResultCode(rawValue: SQLITE_CONSTRAINT)
    /// A CHECK constraint failed.
    package static let constraintCheck = ResultCode(rawValue: SQLITE_CONSTRAINT | (1 << 8))
    /// A foreign key constraint failed.
    package static let constraintForeignKey = ResultCode(rawValue: SQLITE_CONSTRAINT | (3 << 8))
    /// A trigger raised an error.
    package static let constraintTrigger = ResultCode(rawValue: SQLITE_CONSTRAINT | (7 << 8))
    /// A UNIQUE constraint failed.
    package static let constraintUnique = ResultCode(rawValue: SQLITE_CONSTRAINT | (8 << 8))
}
