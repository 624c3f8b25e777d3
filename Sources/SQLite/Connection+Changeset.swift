// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

extension Connection {
    /// Why a changeset was not applied: its row of this table does not fit what is there.
    package struct Conflict: Error, Equatable, Sendable {
        package let table: String
        /// `true` when a constraint or trigger of the schema objects, `false` when the row is not there or another is.
        package let isConstraint: Bool

        package init(table: String, isConstraint: Bool) {
            self.table = table
            self.isConstraint = isConstraint
        }
    }

    /// Applies the inverse of a changeset to the tables that `includes` names; nothing of it when a row does not fit.
    ///
    /// A row is found by its primary key and takes the values from before, whatever it holds now: that nobody else changed it is the caller's to know.
    /// - Throws: `Conflict`, or `SQLiteError`. The corresponding C functions are `sqlite3changeset_invert` and `sqlite3changeset_apply`.
    package func applyInverse(of changeset: [UInt8], to includes: @escaping (String) -> Bool) throws {
        guard !changeset.isEmpty else { return }
        var count: Int32 = 0
        var inverse: UnsafeMutableRawPointer?
        defer { unsafe sqlite3_free(inverse) }
        let inverted = unsafe changeset.withUnsafeBytes {
            unsafe sqlite3changeset_invert(Int32($0.count), $0.baseAddress, &count, &inverse)
        }
        guard inverted == SQLITE_OK else { throw SQLiteError(inverted, operation: "invert a changeset") }
        let application = Application(includes)
        let status = unsafe sqlite3changeset_apply(
            handle, count, inverse,
            { context, table in
                guard let context = unsafe context, let table = unsafe table else { return 0 }
                let application = unsafe Unmanaged<Application>.fromOpaque(context).takeUnretainedValue()
                return unsafe application.includes(String(cString: table)) ? 1 : 0
            },
            { context, kind, iterator in
                guard kind != SQLITE_CHANGESET_DATA else { return SQLITE_CHANGESET_REPLACE }
                guard let context = unsafe context else { return SQLITE_CHANGESET_ABORT }
                var name: UnsafePointer<CChar>?
                // There is no current row when the sum of foreign keys is what is wrong.
                if kind != SQLITE_CHANGESET_FOREIGN_KEY {
                    var columns: Int32 = 0
                    var code: Int32 = 0
                    unsafe sqlite3changeset_op(iterator, &name, &columns, &code, nil)
                }
                let application = unsafe Unmanaged<Application>.fromOpaque(context).takeUnretainedValue()
                application.conflict = Conflict(
                    table: unsafe name.map { unsafe String(cString: $0) } ?? "",
                    isConstraint: kind == SQLITE_CHANGESET_CONSTRAINT || kind == SQLITE_CHANGESET_FOREIGN_KEY)
                return SQLITE_CHANGESET_ABORT
            }, Unmanaged.passUnretained(application).toOpaque())
        if let conflict = application.conflict { throw conflict }
        guard status == SQLITE_OK else { throw error(status, operation: "apply a changeset") }
    }

    /// What the callbacks of one application share.
    private final class Application {
        let includes: (String) -> Bool
        var conflict: Conflict?

        init(_ includes: @escaping (String) -> Bool) { self.includes = includes }
    }
}
