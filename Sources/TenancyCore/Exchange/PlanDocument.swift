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
        /// By column; what is absent is empty.
        package let rows: [[String: Value]]

        package init(name: String, rows: [[String: Value]]) {
            self.name = name
            self.rows = rows
        }
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
