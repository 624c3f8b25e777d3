// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// The pools as CSV: what `pool create` asks for, one pool a line.
enum PoolTable {
    static let columns = [
        "name", "kind", "parent", "range", "exclude", "default_length", "min_length", "max_length", "policy",
        "quarantine_seconds",
    ]

    /// The pools of a plan with what is excluded from them: by name, parents before their children.
    static func text(_ document: PlanDocument) -> String {
        func rows(_ table: String) -> [[String: PlanDocument.Value]] {
            document.tables.first { $0.name == table }?.rows ?? []
        }
        var exclusions: [Int64: [Extent]] = [:]
        for row in rows("extent") where row.number("state") == Int64(ExtentRecord.State.reserved.rawValue) {
            if let pool = row.number("pool"), let extent = row.extent { exclusions[pool, default: []].append(extent) }
        }
        let parents = Dictionary(
            rows("pool").compactMap { row in row.number("id").map { ($0, (row.text("name"), row.number("parent"))) } },
            uniquingKeysWith: { first, _ in first })
        func depth(_ parent: Int64?) -> Int { parent.flatMap { parents[$0] }.map { depth($0.1) + 1 } ?? 0 }
        let lines = rows("pool").compactMap { row -> (depth: Int, name: String, line: String)? in
            guard let name = row.text("name"), let kind = row.text("kind").flatMap(PoolKind.init),
                let range = row.extent,
                let id = row.number("id"), let bits = row.number("default_bits"),
                let quarantine = row.number("quarantine")
            else { return nil }
            func text(_ extent: Extent) -> String { kind.isNumeric ? extent.numberText : extent.addressText }
            let offset = kind.isNumeric ? 0 : IPAddress(bits: range.first).family.offset
            func length(_ bits: Int64?) -> String {
                bits.map { kind.isNumeric ? "" : String($0 - Int64(offset)) } ?? ""
            }
            let parent = row.number("parent")
            let fields = [
                name, kind.rawValue, parent.flatMap { parents[$0]?.0 } ?? "", text(range),
                (exclusions[id] ?? []).map(text).joined(separator: " "), length(bits), length(row.number("min_bits")),
                length(row.number("max_bits")), row.text("policy") ?? "", String(quarantine / 1_000_000),
            ]
            return (depth(parent), name, CSVTable.line(fields))
        }
        return CSVTable.line(columns)
            + lines.sorted { ($0.depth, $0.name) < ($1.depth, $1.name) }.map(\.line).joined()
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
            return .pool(try child(try PoolRequest(object), row))
        }
        return rows
    }

    /// The request with what a pool's document does not say.
    private static func child(_ request: PoolRequest, _ row: CSVTable.Row) throws -> PoolRequest {
        let offset = request.kind.isNumeric ? 0 : request.range.map { IPAddress(bits: $0.first).family.offset } ?? 0
        func bits(_ key: String, _ column: String) throws -> Int? {
            guard let length = try number(row[key], column) else { return nil }
            guard (0...128 - offset).contains(length) else {
                throw TenancyError(.invalid, "\(column): \(length) is not a length from 0 to \(128 - offset)")
            }
            return length + offset
        }
        return PoolRequest(
            name: request.name, kind: request.kind, parent: try row["parent"].map { try Requests.poolName($0) },
            range: request.range, exclusions: request.exclusions, defaultBits: request.defaultBits,
            minBits: try bits("minlength", "min_length"), maxBits: try bits("maxlength", "max_length"),
            policy: request.policy, quarantine: request.quarantine)
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
