// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// Every kind of command is taken back, in the order of its making and one by one.
@Suite("Undo of each command", .serialized)
struct UndoKindTests {
    private func state(_ connection: Connection) throws -> [String] {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let pools = try ledger.pools().map { pool in
            var usage = try ledger.usage(of: pool)
            usage.nextRelease = nil
            return "\(pool.name) \(pool.policy) \(pool.quarantine) \(pool.text(pool.range)) \(usage)"
        }
        let tenants = try ledger.tenants().map { tenant in
            let limits = tenant.quotas.filter { $0.used > 0 || $0.limit != nil }
            let held = tenant.networks.flatMap(\.allocations).map {
                "\($0.text) \($0.labels) \(String(describing: $0.drainingUntil))"
            }
            let networks = tenant.networks.map { "\($0.key) \($0.spec.with(generation: 0))" }
            return "\(tenant.name) \(String(describing: tenant.drainingUntil)) \(limits) \(held) \(networks)"
        }
        return try pools + tenants + ledger.leaks().map { "\($0)" }
    }

    @Test("is as before it, and whole", arguments: Fixture.changes.indices)
    func each(index: Int) throws {
        let change = Fixture.changes[index]
        let connection = try Fixture.memory()
        for command in try Fixture.plan() { try connection.execute(command) }
        let before = try state(connection)
        let receipt = try connection.execute(try change.make())
        #expect(try state(connection) != before, "\(change.name) did nothing")
        try connection.execute(.undo(receipt.revision))
        try Integrity(connection: connection, path: "").check()
        #expect(try state(connection) == before, "\(change.name)")
        try connection.execute(.undo(receipt.revision + 1))
        try Integrity(connection: connection, path: "").check()
        try connection.execute(.undo(receipt.revision + 2))
        #expect(try state(connection) == before, "\(change.name), once more")
    }

    @Test("a pool whose range was changed keeps it")
    func range() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        var change = PoolChange(name: try PoolName("public"))
        change.range = try Fixture.extent("203.0.113.0/26")
        try connection.execute(.updatePool(change))
        #expect(throws: TenancyError.self) { try connection.execute(.undo(8)) }
        try Integrity(connection: connection, path: "").check()
    }
}
