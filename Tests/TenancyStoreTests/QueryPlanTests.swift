// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Query plans")
struct QueryPlanTests {
    /// Pools are the only table that a command may read as a whole: they are few. The schema is read once for each
    /// connection.
    private func scans(_ connection: Connection) throws -> [String] {
        try connection.queryPlans().filter { !$0.statement.contains("pragma_table_info") }.flatMap { plan in
            plan.steps.filter { $0.hasPrefix("SCAN") || $0.hasPrefix("USE TEMP B-TREE") }
                .filter { !$0.hasPrefix("SCAN pool") && !$0.hasPrefix("SCAN pragma_") && $0 != "SCAN sqlite_master" }
                .map { "\($0) in \(plan.statement)" }
        }
    }

    @Test("no statement of a command reads a whole table or sorts")
    func commands() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        for connectivity in Fixture.connectivities {
            let name = "a\(connectivity.rawValue.prefix(3))"
            try connection.execute(try Fixture.tenant(name, connectivity))
            try connection.execute(.deleteTenant(TenantName(name)))
            try connection.execute(try Fixture.tenant(name, connectivity), at: Fixture.start + .seconds(7200))
        }
        let tenant = try TenantName("aegr")
        var request = AddressRequest(tenant: tenant, role: .floating)
        request.count = 3
        try connection.execute(.allocate(request))
        request.count = 1
        request.values = [try IPAddress(parsing: "203.0.113.20").bits]
        request.orNext = true
        try connection.execute(.allocate(request))
        #expect(throws: TenancyError.self) {
            request.orNext = false
            try connection.execute(.allocate(request))
        }
        let later = Fixture.start + .seconds(7200)
        let held = try IPAddress(parsing: "203.0.113.20").bits
        try connection.execute(.release(AddressRelease(value: held, drain: .seconds(60))))
        try connection.execute(
            .reserve(
                ReservationRequest(owner: tenant, pool: try PoolName("public"), lifetime: .seconds(60))))
        try connection.execute(.expire, at: later)
        #expect(throws: TenancyError.self) { try connection.execute(try Fixture.tenant("much", addresses: 999)) }
        try connection.execute(try Fixture.pool("lowest", .transit, "198.51.100.0/24", policy: .first))
        try connection.execute(.deletePool(PoolName("lowest")))
        let newest = try Journal(connection: connection).head().revision
        try connection.execute(.undo(newest))
        try connection.execute(.undo(newest + 1))
        var other = AddressRequest(tenant: try TenantName("ahos"), role: .floating)
        (other.values, other.allowsQuarantined) = ([try IPAddress(parsing: "203.0.113.9").bits], true)
        try connection.execute(.allocate(other), at: later)
        var change = PoolChange(name: try PoolName("public"))
        change.range = try Extent(parsingAddresses: "203.0.113.0-203.0.113.40")
        try connection.execute(.updatePool(change))
        var quota = TenantChange(name: try TenantName("ahos"))
        quota.quotas = [.publicIPv4: 9]
        try connection.execute(.updateTenant(quota))
        try connection.execute(.drainTenant(TenantName("ahos"), .seconds(5)))
        try Outbox(connection: connection).acknowledge(
            .kernel, revision: 99, results: [OutboxResult(object: "avrf", error: nil, hint: nil)], detail: "",
            at: Fixture.start)
        let scans = try scans(connection)
        #expect(scans == [], "\(scans)")
        #expect(try connection.queryPlans().count > 30)
        // SQLite makes one for each row that it checks against a list, which costs a tenth of an allocation.
        let written = ["extent", "allocation", "tenure", "quota", "journal", "tenant_journal", "outbox"]
        let tables = try connection.queryPlans().filter { plan in
            plan.steps.contains("MAKE TABLE") && written.contains { plan.statement.hasPrefix("INSERT INTO \($0)(") }
        }
        #expect(tables.isEmpty, "\(tables)")
    }

    @Test("making a tenant takes as many steps of SQLite beside two hundred tenants as beside two")
    func creation() async throws {
        let folder = try TemporaryFolder()
        let fault = Fault()
        let store = try await SQLiteStore.open(
            path: folder.file("plan"), now: Fixture.start, migrations: Migration.all, fault: fault)
        try await store.execute(try Fixture.pool("private", .private, "10.0.0.0/8"))
        try await store.execute(try Fixture.pool("public", .public, "100.64.0.0/16"))
        var steps: [Int] = []
        for number in 100..<300 {
            var request = TenantRequest(name: try TenantName("t\(number)"))
            (request.connectivity, request.prefixLengths) = (.egressIP, [.ipv4: 24])
            request.publicAddresses = [.ipv4: 4]
            // They all share the speaker of the node.
            (request.bgpASN, request.bgpPeer) = (64_999, try IPAddress(parsing: "192.0.2.1"))
            fault.disarm()
            try await store.execute(.createTenant(request))
            steps.append(fault.steps)
        }
        #expect(steps[2] == steps[199] && steps[2] < 80, "\(steps[2]), \(steps[199])")
    }

    @Test("no query for one object reads a whole table")
    func queries() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .hostVRF))
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let address = try IPAddress(parsing: "203.0.113.1")
        #expect(try ledger.tenant(TenantName("acme")) != nil)
        #expect(try ledger.allocations(holding: address).count == 1)
        #expect(try ledger.tenures(holding: address).count == 1)
        #expect(try ledger.addressPool(holding: address.bits) != nil)
        #expect(try ledger.allocations(tenant: TenantName("acme"), pool: nil).count == 6)
        #expect(try ledger.allocations(tenant: nil, pool: PoolName("public")).count == 2)
        #expect(try ledger.network(peeringAt: address, except: []) == nil)
        #expect(try ledger.network(owning: InterfaceName("eno1")) == nil)
        #expect(try Journal(connection: connection).entries(JournalFilter(before: 3, limit: 2)).count == 2)
        let filter = JournalFilter(before: 3, limit: 2, tenant: try TenantName("acme"), actor: "root")
        #expect(try Journal(connection: connection).entries(filter).isEmpty)
        #expect(try Journal(connection: connection).record(8)?.deliveries.count == 2)
        let private4 = try Prefix(parsing: "10.0.0.0/8")
        #expect(try ledger.history(of: private4, at: Fixture.start, limit: 9).tenures.count == 1)
        #expect(try ledger.allocations(overlapping: Extent(address.bits)).count == 1)
        #expect(try ledger.pool(PoolName("public")).map { try ledger.report($0, now: Fixture.start) }?.opened == 2)
        #expect(try ledger.nextExpiry() == nil)
        let scans = try scans(connection)
        #expect(scans == [], "\(scans)")
    }
}
