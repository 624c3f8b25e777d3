// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Rows under one-word headers, for people and for `awk`.
///
/// No cell but the last of a row contains white space, an empty cell reads `<none>`, the last column is not padded, and
/// no control character reaches the terminal.
package struct Table: Sendable {
    private let headers: [String]
    private let rows: [[String]]

    /// Each row has a cell per header.
    package init(_ headers: [String], rows: [[String]]) {
        precondition(rows.allSatisfy { $0.count == headers.count })
        self.headers = headers.map { $0.uppercased() }
        self.rows = rows.map { row in
            row.enumerated().map { Self.cell($1, isLast: $0 == row.count - 1) }
        }
    }

    /// The lines, each with its end; nothing at all when there is neither a row nor a header to print.
    package func rendered(withHeaders: Bool) -> String {
        let lines = withHeaders ? [headers] + rows : rows
        let widths = headers.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, cell in
                column == line.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }.joined() + "\n"
        }.joined()
    }

    private static func cell(_ text: String, isLast: Bool) -> String {
        let text = text.isEmpty ? "<none>" : text.printable
        return isLast ? text : String(text.map { $0 == " " ? "_" : $0 })
    }
}
