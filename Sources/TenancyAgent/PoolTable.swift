// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// The pools as CSV: what `pool create` asks for, one pool a line, then what is excluded from them for a tenant or for a reason, one run a line.
enum PoolTable {
    static let columns = [
        "name", "kind", "parent", "range", "exclude", "default_length", "min_length", "max_length", "policy",
        "quarantine_seconds", "tenant", "reason",
    ]
    /// The kind of the lines about what is excluded, whose name is the pool's.
    private static let exclusion = "exclusion"
    /// How many plain exclusions stand in the line of their pool: a field has an end.
    private static let inLineLimit = 200

    /// The pools of a plan with what is excluded from them: by name, parents before their children.
    static func text(_ document: PlanDocument) -> String {
        var exclusions: [Int64: [Extent]] = [:]
        var kept: [Int64: [(extent: Extent, tenant: String, reason: String)]] = [:]
        for row in document.records(of: "extent")
        where row.number("state") == Int64(ExtentRecord.State.reserved.rawValue) {
            guard let pool = row.number("pool"), let extent = row.extent else { continue }
            if row.text("claimant") == nil, row.text("reason") == nil {
                // Those that touch come back as one.
                let last = exclusions[pool]?.last
                if let last, last.last < .max, last.last + 1 == extent.first,
                    let both = Extent(first: last.first, last: extent.last)
                {
                    exclusions[pool]?.removeLast()
                    exclusions[pool]?.append(both)
                } else {
                    exclusions[pool, default: []].append(extent)
                }
            } else {
                kept[pool, default: []].append((extent, row.text("claimant") ?? "", row.text("reason") ?? ""))
            }
        }
        let parents = Dictionary(
            document.records(of: "pool").compactMap { row in
                row.number("id").map { ($0, (row.text("name"), row.number("parent"))) }
            },
            uniquingKeysWith: { first, _ in first })
        func depth(_ parent: Int64?) -> Int { parent.flatMap { parents[$0] }.map { depth($0.1) + 1 } ?? 0 }
        var excluded: [(name: String, line: String)] = []
        let lines = document.records(of: "pool").compactMap { row -> (depth: Int, name: String, line: String)? in
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
            let plain = exclusions[id] ?? []
            let rows =
                (plain.dropFirst(Self.inLineLimit).map { (extent: $0, tenant: "", reason: "") } + (kept[id] ?? []))
                .sorted { $0.extent < $1.extent }
            excluded += rows.map { excluded in
                let fields = [name, exclusion, "", text(excluded.extent), "", "", "", "", "", "", excluded.tenant]
                return (name, CSVTable.line(fields + [excluded.reason]))
            }
            let fields = [
                name, kind.rawValue, parent.flatMap { parents[$0]?.0 } ?? "", text(range),
                plain.prefix(Self.inLineLimit).map(text).joined(separator: " "), length(bits),
                length(row.number("min_bits")),
                length(row.number("max_bits")), row.text("policy") ?? "", String(quarantine / 1_000_000), "",
                "",
            ]
            return (depth(parent), name, CSVTable.line(fields))
        }
        return CSVTable.line(columns)
            + lines.sorted { ($0.depth, $0.name) < ($1.depth, $1.name) }.map(\.line).joined()
            // Each pool has its in order already.
            + Dictionary(grouping: excluded, by: \.name).sorted { $0.key < $1.key }
            .flatMap { $0.value.map(\.line) }.joined()
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
            if kind == exclusion {
                return .exclusion(
                    ExclusionRow(
                        pool: try Requests.poolName(name), extent: try run(range),
                        tenant: try row["tenant"].map { try TenantName($0) }, reason: row["reason"]))
            }
            guard row["tenant"] == nil, row["reason"] == nil else {
                throw TenancyError(.invalid, "tenant and reason belong to rows of kind '\(exclusion)'")
            }
            let isNumeric = PoolKind(rawValue: kind)?.isNumeric == true
            let exclude = row["exclude"].map { $0.split(separator: " ").map(String.init) }
            let object = PoolObject(
                metadata: ObjectMetadata(name: name),
                spec: PoolObject.Spec(
                    kind: kind, cidr: isNumeric ? nil : range, range: isNumeric ? range : nil, exclude: exclude,
                    defaultLength: try number(row["defaultlength"], "default_length"), policy: row["policy"],
                    quarantineSeconds: try number(row["quarantineseconds"], "quarantine_seconds").map(Int64.init)))
            let settings = [
                ("policy", row["policy"]), ("quarantine", row["quarantineseconds"]),
                ("default length", row["defaultlength"]),
            ]
            return .pool(
                try child(try PoolRequest(object), row), unsaid: Set(settings.filter { $0.1 == nil }.map(\.0)))
        }
        return rows
    }

    private static func run(_ text: String) throws -> Extent {
        let isNumber = !text.contains(".") && !text.contains(":")
        return isNumber ? try Extent(parsingNumbers: text) : try Extent(parsingAddresses: text)
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
