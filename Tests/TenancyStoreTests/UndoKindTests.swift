// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// Every kind of command is taken back, in the order of its making and one by one.
@Suite("Undo of each command")
struct UndoKindTests {
    private static func extent(_ text: String) throws -> Extent { try Fixture.extent(text) }

    private static let kinds: [(name: String, make: @Sendable () throws -> Command)] = [
        (
            "allocate",
            {
                var request = AddressRequest(tenant: try TenantName("acme"), role: .floating)
                request.network = try NetworkKey("acme")
                request.count = 2
                request.labels = ["for": "web"]
                return .allocate(request)
            }
        ),
        ("release", { .release(AddressRelease(value: try IPAddress(parsing: "203.0.113.1").bits)) }),
        (
            "drain an address",
            {
                .release(AddressRelease(value: try IPAddress(parsing: "203.0.113.1").bits, drain: .seconds(60)))
            }
        ),
        ("drain a tenant", { .drainTenant(try TenantName("acme"), .seconds(600)) }),
        (
            "reserve",
            {
                .reserve(
                    ReservationRequest(
                        owner: try TenantName("acme"), pool: try PoolName("public"), lifetime: .seconds(600)))
            }
        ),
        (
            "limit",
            {
                var change = TenantChange(name: try TenantName("acme"))
                change.quotas = [.publicIPv4: 7, .cidrIPv6: 1]
                return .updateTenant(change)
            }
        ),
        (
            "change a pool",
            {
                var change = PoolChange(name: try PoolName("public"))
                change.policy = .first
                change.quarantine = .seconds(5)
                change.addedExclusions = [try extent("203.0.113.8-203.0.113.11")]
                return .updatePool(change)
            }
        ),
        (
            "hand out what was excluded",
            {
                var change = PoolChange(name: try PoolName("public"))
                change.removedExclusions = [try extent("203.0.113.0")]
                return .updatePool(change)
            }
        ),
        (
            "make a child pool",
            {
                .createPool(
                    PoolRequest(
                        name: try PoolName("child"), kind: .private, parent: try PoolName("private"),
                        range: try extent("10.0.128.0/20")))
            }
        ),
        ("make a network", { try Fixture.network("acme-4", of: "acme") }),
        ("delete a network", { .deleteNetwork(try NetworkKey("acme-3")) }),
        ("make a leak", { try Fixture.leak("more", from: "acme-2", to: "acme-3", ["10.0.1.0/25"]) }),
        ("delete a leak", { .deleteLeak(try LeakName("own")) }),
        ("delete the tenant", { .deleteTenant(try TenantName("acme")) }),
    ]

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

    @Test("is as before it, and whole", arguments: kinds.indices)
    func each(index: Int) throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme"))
        for name in ["acme-2", "acme-3"] { try connection.execute(try Fixture.network(name, of: "acme")) }
        try connection.execute(try Fixture.leak("own", from: "acme-2", to: "acme", ["10.0.1.0/28"]))
        let before = try state(connection)
        let receipt = try connection.execute(try Self.kinds[index].make())
        #expect(try state(connection) != before, "\(Self.kinds[index].name) did nothing")
        try connection.execute(.undo(receipt.revision))
        try Integrity(connection: connection, path: "").check()
        #expect(try state(connection) == before, "\(Self.kinds[index].name)")
        try connection.execute(.undo(receipt.revision + 1))
        try Integrity(connection: connection, path: "").check()
        try connection.execute(.undo(receipt.revision + 2))
        #expect(try state(connection) == before, "\(Self.kinds[index].name), once more")
    }

    @Test("a pool whose range was changed keeps it")
    func range() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        var change = PoolChange(name: try PoolName("public"))
        change.range = try Self.extent("203.0.113.0/26")
        try connection.execute(.updatePool(change))
        #expect(throws: TenancyError.self) { try connection.execute(.undo(8)) }
        try Integrity(connection: connection, path: "").check()
    }
}
