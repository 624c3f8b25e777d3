// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// Takes the rows of a table one by one; `nil` is a row that says nothing.
    mutating func read(_ table: CSVTable, _ interpret: (CSVTable.Row) throws -> SpaceRow?) {
        read(table) { row in try interpret(row).map(Content.space) }
    }

    /// Takes the rows of a table one by one; what is thrown is why a row is refused.
    package mutating func read(_ table: CSVTable, _ interpret: (CSVTable.Row) throws -> Content?) {
        refused += table.refused
        rows.reserveCapacity(table.rows.count)
        for row in table.rows {
            do {
                if let content = try interpret(row) {
                    rows.append(Row(line: row.line, content: content))
                } else {
                    skipped += 1
                }
            } catch {
                let text = (error as? TenancyError)?.description ?? "\(error)"
                refused.append(RefusedRow(line: row.line, reason: text))
            }
        }
    }

    /// The address of a host, whatever length is behind it.
    static func address(_ text: String?) throws -> Extent {
        guard let text else { throw TenancyError(.invalid, "it has no address") }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let address = try IPAddress(parsing: String(parts[0]))
        if parts.count == 2 {
            guard let length = Int(parts[1]), (0...address.family.width).contains(length) else {
                throw TenancyError(.invalid, "'\(text.prefix(64))' has no length that its family knows")
            }
        }
        return Extent(address.bits)
    }

    static func prefix(_ text: String?) throws -> Extent {
        guard let text else { throw TenancyError(.invalid, "it has no prefix") }
        return Extent(try Prefix(parsing: text))
    }

    static func note(_ parts: [String?]) -> String {
        let text = parts.compactMap { $0 }.joined(separator: ", ")
        let line = String.UnicodeScalarView(
            text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }.prefix(120))
        // As it will be read again from a table of our own.
        return String(line).trimmed
    }

    static func isTrue(_ text: String?) -> Bool { ["true", "yes", "1", "✔"].contains(text?.lowercased()) }
}
