// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The whole plan as rows, without its history: what an export writes and an import reads.
///
/// It has every row of every table that the plan is made of, so that nothing that a newer version adds can be forgotten.
package struct PlanDocument: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case integer(Int64)
        case text(String)
        /// An address, or a number of a number pool.
        case value(UInt128)
    }

    package struct Table: Sendable, Equatable {
        package let name: String
        /// Sorted.
        package let columns: [String]
        /// By column; `nil` is empty. Not dictionaries, because there may be a million.
        package let rows: [[Value?]]

        /// - Parameter rows: each with a place for each of the columns, or with fewer.
        package init(name: String, columns: [String], rows: [[Value?]]) {
            let order = columns.indices.sorted { columns[$0] < columns[$1] }
            self.name = name
            self.columns = order.map { columns[$0] }
            self.rows = rows.map { row in order.map { $0 < row.count ? row[$0] : nil } }
        }

        /// A row by the names of its columns, without what is empty.
        package func record(_ row: [Value?]) -> [String: Value] {
            var record: [String: Value] = [:]
            for case (let column, let value?) in zip(columns, row) { record[column] = value }
            return record
        }
    }

    /// The rows of a table by the names of their columns, one after the other; none when there is no such table.
    package func records(of name: String) -> some Sequence<[String: Value]> {
        let table = tables.first { $0.name == name } ?? Table(name: name, columns: [], rows: [])
        return table.rows.lazy.map { table.record($0) }
    }

    /// The version of the store's schema that the rows are of.
    package let schema: Int64
    /// In the order in which one refers to another.
    package let tables: [Table]

    package init(schema: Int64, tables: [Table]) {
        self.schema = schema
        self.tables = tables
    }
}
