// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// The pools as CSV: what `pool create` asks for, one pool a line.
enum PoolTable {
    static let columns = ["name", "kind", "range", "exclude", "default_length", "policy", "quarantine_seconds"]

    /// The pools of a plan, by name, with what is excluded from them.
    static func text(_ document: PlanDocument) -> String {
        func rows(_ table: String) -> [[String: PlanDocument.Value]] {
            document.tables.first { $0.name == table }?.rows ?? []
        }
        var exclusions: [Int64: [Extent]] = [:]
        for row in rows("extent") where row.number("state") == Int64(ExtentRecord.State.reserved.rawValue) {
            if let pool = row.number("pool"), let extent = row.extent { exclusions[pool, default: []].append(extent) }
        }
        let lines = rows("pool").compactMap { row -> (name: String, line: String)? in
            guard let name = row.text("name"), let kind = row.text("kind").flatMap(PoolKind.init),
                let range = row.extent,
                let id = row.number("id"), let bits = row.number("default_bits"),
                let quarantine = row.number("quarantine")
            else { return nil }
            func text(_ extent: Extent) -> String { kind.isNumeric ? extent.numberText : extent.addressText }
            let offset = kind.isNumeric ? 0 : IPAddress(bits: range.first).family.offset
            let fields = [
                name, kind.rawValue, text(range), (exclusions[id] ?? []).map(text).joined(separator: " "),
                kind.isNumeric ? "" : String(bits - Int64(offset)), row.text("policy") ?? "",
                String(quarantine / 1_000_000),
            ]
            return (name, CSVTable.line(fields))
        }
        return CSVTable.line(columns) + lines.sorted { $0.name < $1.name }.map(\.line).joined()
    }

    /// The pools that a file asks for.
    static func rows(_ bytes: [UInt8]) throws -> RowImport {
        let table = try CSVTable(bytes)
        for name in ["name", "kind", "range"] where !table.has(name) {
            throw TenancyError(
                .invalid, "the file has no column '\(name)'", hint: "tenancyctl export --format csv-pools")
        }
        var rows = RowImport(source: ExchangeFormat.csvPools.rawValue)
        rows.read(table) { row -> RowImport.Content? in
            guard let name = row["name"], let kind = row["kind"], let range = row["range"] else {
                throw TenancyError(.invalid, "name, kind or range is empty")
            }
            let isNumeric = PoolKind(rawValue: kind)?.isNumeric == true
            let exclude = row["exclude"].map { $0.split(separator: " ").map(String.init) }
            let object = PoolObject(
                metadata: ObjectMetadata(name: name),
                spec: PoolObject.Spec(
                    kind: kind, cidr: isNumeric ? nil : range, range: isNumeric ? range : nil, exclude: exclude,
                    defaultLength: try number(row["defaultlength"], "default_length"), policy: row["policy"],
                    quarantineSeconds: try number(row["quarantineseconds"], "quarantine_seconds").map(Int64.init)))
            return .pool(try PoolRequest(object))
        }
        return rows
    }

    private static func number(_ text: String?, _ column: String) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else {
            throw TenancyError(.invalid, "\(column): '\(text.prefix(40))' is not a number")
        }
        return number
    }
}

extension [String: PlanDocument.Value] {
    fileprivate func number(_ column: String) -> Int64? {
        if case .integer(let number)? = self[column] { number } else { nil }
    }

    fileprivate func text(_ column: String) -> String? { if case .text(let text)? = self[column] { text } else { nil } }

    fileprivate var extent: Extent? {
        guard case .value(let first)? = self["first"], case .value(let last)? = self["last"] else { return nil }
        return Extent(first: first, last: last)
    }
}
