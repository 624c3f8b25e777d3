// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A CSV text with a line of headers: its rows by the names of their columns.
package struct CSVTable: Sendable {
    package struct Row: Sendable {
        package let line: Int
        private let fields: [String]
        private let columns: [String: Int]

        init(line: Int, fields: [String], columns: [String: Int]) {
            self.line = line
            self.fields = fields
            self.columns = columns
        }

        /// The field under the first of these headers that the table has, without spaces around it; `nil` when it is empty.
        package subscript(_ names: String...) -> String? {
            for name in names {
                guard let column = columns[name] else { continue }
                let text = fields[column].trimmed
                return text.isEmpty ? nil : text
            }
            return nil
        }
    }

    /// How many rows one table has at most.
    private static let rowLimit = 1_000_000

    package let rows: [Row]
    /// What could not be read, by line.
    package let refused: [RefusedRow]
    private let columns: [String: Int]

    /// Reads a table. Headers are compared without case, spaces, `_` and `-`.
    ///
    /// - Throws: `TenancyError` with code `request.invalid` when there is no line of headers, or too much.
    package init(_ bytes: [UInt8]) throws {
        var reader = CSVReader(bytes)
        guard case .record(_, let headers)? = reader.next() else {
            throw TenancyError(.invalid, "the file has no line of headers")
        }
        let columns = Dictionary(
            headers.enumerated().map { (Self.key($1), $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        var refused: [RefusedRow] = []
        while let item = reader.next() {
            guard rows.count + refused.count < Self.rowLimit else {
                throw TenancyError(.invalid, "the file has more than \(Self.rowLimit) rows", hint: "import it in parts")
            }
            switch item {
            case .flaw(let line, let reason): refused.append(RefusedRow(line: line, reason: reason))
            case .record(let line, let fields) where fields.count != headers.count:
                refused.append(
                    RefusedRow(line: line, reason: "it has \(fields.count) fields, the headers are \(headers.count)"))
            case .record(let line, let fields): rows.append(Row(line: line, fields: fields, columns: columns))
            }
        }
        self.columns = columns
        self.rows = rows
        self.refused = refused
    }

    /// Whether the table has a column.
    package func has(_ name: String) -> Bool { columns[name] != nil }

    private static func key(_ header: String) -> String {
        String(header.trimmed.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" })
    }

    /// A line of a table, with quotes where they are needed.
    package static func line(_ fields: [String]) -> String {
        fields.map { field in
            guard field.utf8.contains(where: { ",\"\r\n;\t ".utf8.contains($0) }) else { return field }
            return "\"" + String(field.flatMap { $0 == "\"" ? [$0, $0] : [$0] }) + "\""
        }.joined(separator: ",") + "\r\n"
    }
}

extension String {
    /// Without spaces, and without the bullets by which NetBox shows depth, around it.
    var trimmed: String {
        func isFill(_ character: Character) -> Bool { character.isWhitespace || character == "•" }
        let start = drop(while: isFill)
        return String(start.reversed().drop(while: isFill).reversed())
    }
}
