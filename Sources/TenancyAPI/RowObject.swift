// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// One row of the plan that a change added, changed or removed.
package struct RowObject: Sendable, Equatable, Codable {
    package struct Column: Sendable, Equatable, Codable {
        package let name: String
        /// Whether it identifies the row.
        package let key: Bool
        package let old: String?
        package let new: String?
    }

    package let table: String
    /// `insert`, `update` or `delete`.
    package let operation: String
    /// Those that identify the row, and those that have changed.
    package let columns: [Column]

    /// The row as the API shows it.
    package init(_ row: RowChange) {
        table = row.table
        operation = row.operation.rawValue
        columns = row.columns.map { Column(name: $0.name, key: $0.isKey, old: $0.old, new: $0.new) }
    }
}
