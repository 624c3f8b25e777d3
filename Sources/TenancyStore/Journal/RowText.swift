// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import SQLite
internal import TenancyCore

/// Turns rows of a changeset into text for people: the columns by name, and their values as they are written elsewhere.
struct RowText {
    let connection: Connection

    func changes(_ rows: [ChangesetRow]) throws -> [RowChange] {
        var columns: [String: [String]] = [:]
        return try rows.map { row in
            let names = try columns[row.table] ?? self.columns(of: row.table)
            columns[row.table] = names
            return change(row, names)
        }
    }

    /// The columns of a table, in their order.
    func columns(of table: String) throws -> [String] {
        var rows = try connection.query(
            """
            SELECT name FROM pragma_table_info(?1)
            """, .text(table))
        var names: [String] = []
        while try rows.next() { names.append(try rows.text(0)) }
        return names
    }

    private func change(_ row: ChangesetRow, _ names: [String]) -> RowChange {
        let operation: RowChange.Operation =
            switch row.operation {
            case .insert: .insert
            case .update: .update
            case .delete: .delete
            }
        let columns = names.indices.compactMap { index -> RowChange.Column? in
            guard index < row.isKey.count else { return nil }
            let isKey = row.isKey[index]
            let old = row.old[index]
            // A changeset gives the key of an updated row once.
            let new = isKey && operation == .update ? old : row.new[index]
            guard isKey || old != nil || new != nil else { return nil }
            return RowChange.Column(
                name: names[index], isKey: isKey, old: old.flatMap { Self.text($0, names[index]) },
                new: new.flatMap { Self.text($0, names[index]) })
        }
        return RowChange(table: row.table, operation: operation, columns: columns)
    }

    /// The value of a column; `nil` for NULL. Numbers lie below 2^32, and addresses do not.
    private static func text(_ value: Value, _ column: String) -> String? {
        switch (value, column) {
        case (.null, _): return nil
        case (.integer(let time), "since"), (.integer(let time), "until"), (.integer(let time), "created"),
            (.integer(let time), "draining"):
            return Timestamp(microseconds: time).description
        case (.integer(let state), "state"):
            return ExtentRecord.State(rawValue: Int(state)).map { "\($0)" } ?? String(state)
        case (.integer(let number), _): return String(number)
        case (.text(let text), _): return text
        case (.wide(let bits), _): return Self.text(bits)
        case (.blob(let bytes), _):
            guard bytes.count == 16 else { return Hexadecimal.text(bytes) }
            return Self.text(bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
        }
    }

    private static func text(_ bits: UInt128) -> String {
        bits >> 32 == 0 ? String(bits) : IPAddress(bits: bits).description
    }
}
