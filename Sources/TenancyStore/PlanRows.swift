// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// The plan on the tables of a connection as a document, in both directions.
struct PlanRows {
    let connection: Connection

    /// What a changeset records, without the past.
    private static var names: [String] { PlanTransaction.recorded.filter { $0 != "tenure" } }

    /// Reads everything, each table by its key.
    func document() throws -> PlanDocument {
        let tables = try Self.names.map { name in
            let table = try Table(name, of: connection)
            var rows: [[PlanDocument.Value?]] = []
            try table.forEach { values in
                rows.append(
                    values.map { value in
                        switch value {
                        case .null, .blob: nil
                        case .integer(let number): .integer(number)
                        case .text(let text): .text(text)
                        case .wide(let bits): .value(bits)
                        }
                    })
            }
            return PlanDocument.Table(name: name, columns: table.columns.map(\.name), rows: rows)
        }
        return PlanDocument(schema: Migration.all.last?.version ?? 0, tables: tables)
    }

    /// Fills an empty plan with a document, in the open transaction, and proves the result whole.
    ///
    /// - Returns: what was made.
    /// - Throws: `TenancyError`; the transaction must then be rolled back.
    func load(_ document: PlanDocument, revision: Int64, now: Timestamp) throws -> Plan {
        // What a later version added may be left out.
        guard (1...(Migration.all.last?.version ?? 0)).contains(document.schema) else {
            throw TenancyError(
                .unsupported,
                "the export is of schema version \(document.schema), this program knows \(Migration.all.last?.version ?? 0)",
                hint: "import it with the version that wrote it, and take a backup there")
        }
        if let other = document.tables.first(where: { !Self.names.contains($0.name) }) {
            throw TenancyError(.invalid, "the export has a table '\(other.name.prefix(40))', which no plan has")
        }
        let ledger = SQLiteLedger(connection: connection, revision: revision)
        try clear(for: document, ledger)
        // A row may come before the one that it refers to; the proof is at the end.
        try connection.run("PRAGMA defer_foreign_keys = ON")
        for name in Self.names {
            guard let table = document.tables.first(where: { $0.name == name }) else { continue }
            try insert(try merged(table), into: try Table(name, of: connection))
        }
        try connection.run(
            """
            INSERT INTO tenure(first, last, scope, opened_by, since, tenant, network, role)
            SELECT first, last, scope, ?1, since, tenant, network, role FROM holding
            """, .integer(revision))
        return try prove(ledger, now: now)
    }

    /// Removes pools that hold nothing and that the document has, too: those that the configuration makes.
    private func clear(for document: PlanDocument, _ ledger: SQLiteLedger) throws {
        let hint = "an import fills an empty plan: start a daemon with another stateDirectory, or delete what is there"
        if let tenant = try ledger.tenants().first {
            throw TenancyError(.inUse, "cannot import: the plan has tenant \(tenant.name)", hint: hint)
        }
        let names = document.records(of: "pool").compactMap { $0["name"] }
        var ledger = ledger
        for pool in try ledger.pools() {
            let usage = try ledger.usage(of: pool)
            guard names.contains(.text(pool.name.description)), usage.allocated == 0, usage.quarantined == 0 else {
                throw TenancyError(.inUse, "cannot import: the plan has pool \(pool.name)", hint: hint)
            }
            try ledger.remove(pool)
        }
    }

    /// The table with what must not get lost: a generation that was used here never returns.
    private func merged(_ table: PlanDocument.Table) throws -> PlanDocument.Table {
        guard table.name == "network_generation" else { return table }
        var used: [String: Int64] = [:]
        var rows = try connection.query("SELECT key, generation FROM network_generation")
        while try rows.next() { used[try rows.text(0)] = try rows.integer(1) }
        guard !used.isEmpty else { return table }
        try connection.run("DELETE FROM network_generation")
        for record in table.rows.map(table.record) {
            guard case .text(let key)? = record["key"], case .integer(let number)? = record["generation"] else {
                continue
            }
            used[key] = max(number, used[key] ?? 0)
        }
        return PlanDocument.Table(
            name: table.name, columns: ["key", "generation"],
            rows: used.sorted { $0.key < $1.key }.map { [.text($0.key), .integer($0.value)] })
    }

    private func insert(_ rows: PlanDocument.Table, into table: Table) throws {
        if let other = rows.columns.first(where: { name in !table.columns.contains { $0.name == name } }) {
            throw TenancyError(.invalid, "the export has a column '\(other.prefix(40))', which no plan has")
        }
        let places = table.columns.map { column in rows.columns.firstIndex(of: column.name) }
        var failed = 0
        do {
            try table.insert(
                count: rows.rows.count,
                row: { number in
                    failed = number
                    return try zip(table.columns, places).map { column, place in
                        try Self.value(place.flatMap { rows.rows[number][$0] }, for: column)
                    }
                })
        } catch let error as SQLiteError where error.code.primary == .constraint || error.code.primary == .mismatch {
            let record = rows.record(rows.rows[failed]).sorted { $0.key < $1.key }
            let text = record.map { "\($0.key) \(Self.text($0.value))" }.joined(separator: ", ")
            throw TenancyError(
                .invalid, "the export contradicts itself at \(text.prefix(300))", cause: error.message)
        }
    }

    private static func value(_ value: PlanDocument.Value?, for column: Table.Column) throws -> Value {
        switch (value, column.type) {
        case (nil, _): return .null
        case (.integer(let number)?, "INTEGER"): return .integer(number)
        case (.text(let text)?, "TEXT"): return .text(text)
        case (.value(let bits)?, "BLOB"): return .wide(bits)
        case (.text(let text)?, "BLOB"):
            if let address = try? IPAddress(parsing: text) { return .wide(address.bits) }
            if let number = try? Extent(parsingNumbers: text), number.span == 0 { return .wide(number.first) }
        default: break
        }
        throw TenancyError(.invalid, "the export has a wrong value in column \(column.name)")
    }

    private static func text(_ value: PlanDocument.Value) -> String {
        switch value {
        case .integer(let number): String(number)
        case .text(let text): text
        case .value(let bits): Extent(bits).addressText
        }
    }

    /// Reads everything back as the daemon does, and proves what constraints cannot state.
    private func prove(_ ledger: SQLiteLedger, now: Timestamp) throws -> Plan {
        var plan = Plan()
        do {
            for pool in try ledger.pools() {
                if let limits = pool.kind.limits, !limits.contains(pool.range) {
                    throw TenancyError(
                        .invalid, "pool \(pool.name): a \(pool.kind.rawValue) pool lies within \(limits.numberText)")
                }
                plan.steps.append(.init(.create, "pool \(pool.name)", "\(pool.kind.rawValue) \(pool.text(pool.range))"))
            }
            for tenant in try ledger.tenants() {
                guard tenant.created <= now,
                    tenant.networks.allSatisfy({ $0.allocations.allSatisfy { $0.since <= now } })
                else { throw TenancyError(.invalid, "tenant \(tenant.name) has something from the future") }
                plan.steps.append(.init(.create, "tenant \(tenant.name)"))
                plan.tenants.append(tenant.name)
                plan.networks += tenant.networks.map(\.key)
            }
            try ledger.recount()
            try Integrity(connection: connection, path: "of the export").check()
        } catch let error as TenancyError where error.code == .storeDamaged {
            throw TenancyError(.invalid, "the export is not a whole plan", cause: error.description)
        }
        return plan
    }
}
