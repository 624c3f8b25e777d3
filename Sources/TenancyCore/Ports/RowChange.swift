// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One row that a transaction added, changed or removed, with its values as text for people.
package struct RowChange: Sendable, Equatable {
    package enum Operation: String, Sendable {
        case insert
        case update
        case delete
    }

    /// A column that identifies the row or that has changed. `nil` is NULL, or that there was no row.
    package struct Column: Sendable, Equatable {
        package let name: String
        package let isKey: Bool
        package let old: String?
        package let new: String?

        package init(name: String, isKey: Bool, old: String?, new: String?) {
            self.name = name
            self.isKey = isKey
            self.old = old
            self.new = new
        }
    }

    package let table: String
    package let operation: Operation
    package let columns: [Column]

    package init(table: String, operation: Operation, columns: [Column]) {
        self.table = table
        self.operation = operation
        self.columns = columns
    }
}
