// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// A row of a changeset with its values by column.
struct NamedRow {
    let table: String
    let operation: ChangesetRow.Operation
    /// The key, and what was there before: everything of a deleted row, what changed of an updated one.
    let old: [String: Value]
    /// The key, and what was there afterwards.
    let new: [String: Value]
    let key: [Value]

    init(_ row: ChangesetRow, columns: [String]) {
        table = row.table
        operation = row.operation
        var old: [String: Value] = [:]
        var new: [String: Value] = [:]
        var key: [Value] = []
        for (index, name) in columns.enumerated() where index < row.isKey.count {
            old[name] = row.old[index]
            // The key of an updated row is given once.
            new[name] = row.new[index] ?? (row.isKey[index] ? row.old[index] : nil)
            if row.isKey[index] { key += [row.old[index] ?? row.new[index]].compactMap(\.self) }
        }
        self.old = row.operation == .insert ? [:] : old
        self.new = row.operation == .delete ? [:] : new
        self.key = key
    }

    /// All rows of a changeset.
    static func all(of changeset: [UInt8], on connection: Connection) throws -> [NamedRow] {
        try all(ChangesetRow.all(of: changeset), on: connection)
    }

    static func all(_ rows: [ChangesetRow], on connection: Connection) throws -> [NamedRow] {
        var columns: [String: [String]] = [:]
        return try rows.map { row in
            let names = try columns[row.table] ?? RowText(connection: connection).columns(of: row.table)
            columns[row.table] = names
            return NamedRow(row, columns: names)
        }
    }

    /// The values of whatever side the row has; the new one of an updated row.
    var values: [String: Value] { operation == .delete ? old : new }
}

extension [String: Value] {
    func text(_ column: String) -> String? {
        if case .text(let text)? = self[column] { text } else { nil }
    }

    func integer(_ column: String) -> Int64? {
        if case .integer(let number)? = self[column] { number } else { nil }
    }

    /// The run in `first` and `last`.
    var extent: Extent? {
        guard case .blob(let first)? = self["first"], case .blob(let last)? = self["last"] else { return nil }
        func number(_ bytes: [UInt8]) -> UInt128 { bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
        return Extent(first: number(first), last: number(last))
    }
}
