// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// The whole plan as a document: one row a line, keys sorted, so that two exports can be compared by `diff`.
package enum PlanObject {
    private static let kind = "Plan"

    /// The document as JSON. The same plan gives the same bytes.
    package static func encode(_ document: PlanDocument) throws -> [UInt8] {
        var text =
            "{\"apiVersion\":\"\(APIVersion.current)\",\"kind\":\"\(kind)\",\"schema\":\(document.schema),\"tables\":{\n"
        for (number, table) in document.tables.sorted(by: { $0.name < $1.name }).enumerated() {
            text += (number == 0 ? "" : ",\n") + "\"\(table.name)\":["
            for (number, row) in table.rows.enumerated() {
                text += number == 0 ? "\n{" : ",\n{"
                for (number, (column, value)) in row.sorted(by: { $0.key < $1.key }).enumerated() {
                    text += "\(number == 0 ? "" : ",")\"\(column)\":"
                    switch value {
                    case .integer(let number): text += String(number)
                    case .text(let string): text += String(decoding: try JSON.encode(string), as: UTF8.self)
                    case .value(let bits): text += "\"\(Self.text(bits))\""
                    }
                }
                text += "}"
            }
            text += "]"
        }
        return Array((text + "\n}}\n").utf8)
    }

    /// Reads a document. Which text is an address the store knows by its columns.
    ///
    /// - Throws: `TenancyError` with code `request.invalid`.
    package static func decode(_ bytes: [UInt8]) throws -> PlanDocument {
        var (version, kind, schema) = ("", "", Int64(0))
        var tables: [PlanDocument.Table] = []
        do {
            var scanner = JSONScanner(bytes)
            try scanner.object { scanner, key in
                switch key {
                case "apiVersion": version = try scanner.string()
                case "kind": kind = try scanner.string()
                case "schema": schema = try scanner.integer()
                case "tables": try scanner.object { tables.append(try table($1, &$0)) }
                default: throw scanner.flaw("an export has no field '\(key.prefix(40))'")
                }
            }
            try scanner.expectEnd()
        } catch {
            throw TenancyError(
                .invalid, "the document is no export of a plan",
                hint: "tenancyctl export writes one; for other files say --format", cause: "\(error)")
        }
        guard version == APIVersion.current, kind == Self.kind else {
            throw TenancyError(
                .invalid,
                "the document is '\(kind.prefix(40))' of '\(version.prefix(40))', not \(Self.kind) of \(APIVersion.current)"
            )
        }
        return PlanDocument(schema: schema, tables: tables.sorted { $0.name < $1.name })
    }

    private static func table(_ name: String, _ scanner: inout JSONScanner) throws -> PlanDocument.Table {
        var rows: [[String: PlanDocument.Value]] = []
        try scanner.array { scanner in
            var row: [String: PlanDocument.Value] = [:]
            try scanner.object { scanner, column in
                let value: PlanDocument.Value =
                    scanner.isString() ? .text(try scanner.string()) : .integer(try scanner.integer())
                guard row.updateValue(value, forKey: column) == nil else {
                    throw scanner.flaw("column '\(column.prefix(40))' stands twice in a row")
                }
            }
            rows.append(row)
        }
        return PlanDocument.Table(name: name, rows: rows)
    }

    /// An address, or below 2^32, where no address of ours lies, a number.
    private static func text(_ bits: UInt128) -> String {
        bits >> 32 == 0 ? "\(bits)" : "\(IPAddress(bits: bits))"
    }
}
