// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Export and import", .serialized)
struct ExportTests {
    private let later = Fixture.start + .seconds(10_000_000)

    /// A plan with everything that a plan can have.
    private func full() throws -> Connection {
        let connection = try Fixture.memory()
        for (minute, command) in try Fixture.everything().enumerated() {
            try connection.execute(command, at: Fixture.start + .seconds(60 * minute))
        }
        return connection
    }

    private func document(_ connection: Connection) throws -> PlanDocument {
        try PlanRows(connection: connection).document()
    }

    @Test("an import into an empty plan, the configuration's pools included, gives the same export")
    func roundTrip() throws {
        let connection = try full()
        let export = try document(connection)
        let other = try Fixture.memory()
        for pool in try Fixture.pools().suffix(2) { try other.execute(pool) }
        let receipt = try other.execute(.importPlan(export), at: later)
        #expect(receipt.plan.tenants.map(\.description) == ["acme", "blue", "cyan"])
        #expect(try document(other) == export)
        #expect(try Journal(connection: other).head().revision == 3)
        #expect(try Outbox(connection: other).items().count == 7)
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let copied = SQLiteLedger(connection: other, revision: 0)
        #expect(try copied.tenants() == ledger.tenants())
        for pool in try ledger.pools() { #expect(try copied.counters(of: pool) == ledger.counters(of: pool)) }
        // Quarantine and generations came, too.
        try other.execute(try Fixture.tenant("gone", addresses: 0), at: later)
        #expect(try copied.tenant(TenantName("gone"))?.networks.first?.spec.generation == 2)
    }

    @Test("what is not empty is not imported into")
    func notEmpty() throws {
        let export = try document(try full())
        let tenant = try full()
        #expect { try tenant.execute(.importPlan(export), at: later) } throws: {
            ($0 as? TenancyError)?.message == "cannot import: the plan has tenant acme"
        }
        let pool = try Fixture.memory()
        try pool.execute(try Fixture.pool("mine", .public, "198.51.100.0/24"))
        #expect { try pool.execute(.importPlan(export), at: later) } throws: {
            ($0 as? TenancyError)?.message == "cannot import: the plan has pool mine"
        }
    }

    @Test("a document that was changed so that it is no plan is refused as a whole")
    func contradictions() throws {
        let export = try document(try full())
        func changed(
            _ table: String, _ change: (inout [[String: PlanDocument.Value]]) throws -> Void
        ) rethrows -> PlanDocument {
            PlanDocument(
                schema: export.schema,
                tables: try export.tables.map { part in
                    guard part.name == table else { return part }
                    var records = part.rows.map(part.record)
                    try change(&records)
                    return PlanDocument.Table(name: part.name, records: records)
                })
        }
        let wrong = [
            changed("extent") { $0.removeLast() },
            changed("extent") { $0.append($0[0]) },
            changed("extent") { $0[0]["state"] = .integer(2) },
            changed("quota") { $0[0]["used"] = .integer(7) },
            changed("pool") { rows in for index in rows.indices { rows[index]["parent"] = nil } },
            changed("allocation") { $0.removeFirst() },
            changed("allocation") { $0[0]["network"] = .text("nobody") },
            changed("allocation") { $0[0]["since"] = .integer(.max) },
            changed("tenant") { $0[0]["name"] = .text("no-such-name-can-be") },
            changed("network") { $0[0]["spec"] = .text("{}") },
            changed("pool") { $0[0]["kind"] = .text("purple") },
            changed("pool") { $0[0]["surprise"] = .integer(1) },
            changed("pool") { $0[0]["first"] = .text("no address") },
            PlanDocument(schema: 99, tables: export.tables),
            PlanDocument(schema: export.schema, tables: [.init(name: "journal", records: [])]),
        ]
        for (number, document) in wrong.enumerated() {
            let other = try Fixture.memory()
            let error = #expect(throws: TenancyError.self, "case \(number)") {
                try other.execute(.importPlan(document), at: later)
            }
            #expect([.invalid, .unsupported].contains(error?.code), "case \(number): \(error?.description ?? "")")
            #expect(try Journal(connection: other).head().revision == 0)
            #expect(try SQLiteLedger(connection: other, revision: 0).pools().isEmpty)
        }
    }
}

extension PlanDocument.Table {
    fileprivate init(name: String, records: [[String: PlanDocument.Value]]) {
        let columns = Set(records.flatMap(\.keys)).sorted()
        self.init(name: name, columns: columns, rows: records.map { record in columns.map { record[$0] } })
    }
}
