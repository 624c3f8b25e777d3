// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
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
        let wire: Wire
        do {
            wire = try JSON.decode(Wire.self, from: bytes)
        } catch {
            throw TenancyError(
                .invalid, "the document is no export of a plan",
                hint: "tenancyctl export writes one; for other files say --format", cause: Self.reason(error))
        }
        guard wire.apiVersion == APIVersion.current, wire.kind == kind else {
            throw TenancyError(
                .invalid,
                "the document is \(wire.kind.prefix(40)) of \(wire.apiVersion.prefix(40)), not \(kind) of \(APIVersion.current)"
            )
        }
        return PlanDocument(
            schema: wire.schema,
            tables: wire.tables.sorted { $0.key < $1.key }
                .map { name, rows in .init(name: name, rows: rows.map { $0.mapValues(\.value) }) })
    }

    /// An address, or below 2^32, where no address of ours lies, a number.
    private static func text(_ bits: UInt128) -> String {
        bits >> 32 == 0 ? "\(bits)" : "\(IPAddress(bits: bits))"
    }

    private static func reason(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else {
            return "a part of it is missing or misplaced"
        }
        return context.debugDescription
    }

    private struct Wire: Decodable {
        let apiVersion: String
        let kind: String
        let schema: Int64
        let tables: [String: [[String: Cell]]]
    }

    private struct Cell: Decodable {
        let value: PlanDocument.Value

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }
}
