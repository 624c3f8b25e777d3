// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Undo", .serialized)
struct UndoTests {
    private func time(_ seconds: Int) -> Timestamp { Fixture.start + .seconds(seconds) }

    private func plan() throws -> Connection {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        return connection
    }

    private func prove(_ connection: Connection) throws {
        try Integrity(connection: connection, path: ":memory:").check()
    }

    private func refusal(_ connection: Connection, _ revision: Int64) -> TenancyError? {
        do {
            try connection.execute(.undo(revision))
            return nil
        } catch {
            return error as? TenancyError
        }
    }

    private func tenures(_ connection: Connection) throws -> [String] {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        return try ledger.history(of: Prefix(parsing: "203.0.113.1/32"), at: nil, limit: 9).tenures.map {
            "\($0.tenant) \($0.openedBy)-\($0.closedBy.map { String($0) } ?? "")"
        }
    }

    @Test("an onboarding is taken back: what it took is as it was, and history says who had it and when")
    func create() throws {
        let connection = try plan()
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let before = try ledger.pools().map { try ledger.usage(of: $0) }
        let created = try connection.execute(try Fixture.tenant("acme", ipv6: true), at: time(10))
        let receipt = try connection.execute(.undo(created.revision), at: time(20))
        try prove(connection)
        #expect(try ledger.tenant(TenantName("acme")) == nil)
        #expect(try ledger.pools().map { try ledger.usage(of: $0) } == before)
        #expect(receipt.plan.tenants.map(\.description) == ["acme"])
        #expect(receipt.plan.networks.map(\.description) == ["acme"])
        #expect(receipt.plan.steps.contains(.init(.release, "load-balancer 203.0.113.1", "undoes revision 8")))
        #expect(try tenures(connection) == ["acme 8-9"])
        let entry = try #require(try Journal(connection: connection).record(9))
        #expect(entry.entry.undoes == 8 && entry.entry.verb == "revision.undo" && entry.deliveries.count == 2)
        // The name returns with its next generation.
        try connection.execute(try Fixture.tenant("acme"))
        #expect(try ledger.tenant(TenantName("acme"))?.networks.first?.spec.generation == 2)
    }

    @Test("a deletion is taken back with the same addresses, a new tenure and the next generation")
    func delete() throws {
        let connection = try plan()
        try connection.execute(try Fixture.tenant("acme"), at: time(10))
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let acme = try TenantName("acme")
        let before = try #require(try ledger.tenant(acme))
        try connection.execute(.deleteTenant(acme), at: time(20))
        try connection.execute(.undo(9), at: time(30))
        try prove(connection)
        let after = try #require(try ledger.tenant(acme))
        #expect(after.networks.flatMap(\.allocations).map(\.text) == before.networks.flatMap(\.allocations).map(\.text))
        #expect(after.created == before.created && after.networks.first?.spec.generation == 2)
        #expect(try tenures(connection) == ["acme 10-", "acme 8-9"])
        let gap = try ledger.history(of: Prefix(parsing: "203.0.113.1/32"), at: time(25), limit: 9)
        #expect(gap.tenures.isEmpty)
    }

    @Test("an undo does not take the last egress address that stays")
    func egress() throws {
        let connection = try plan()
        try connection.execute(try Fixture.tenant("acme", .egressIP, addresses: 0), at: time(10))
        let acme = try TenantName("acme")
        let more = try connection.execute(.allocate(AddressRequest(tenant: acme, role: .egress)), at: time(20))
        let first = AddressRelease(value: try IPAddress(parsing: "203.0.113.1").bits)
        let drained = try connection.execute(
            .release(AddressRelease(value: first.value, drain: .seconds(600))), at: time(30))
        let refusal = refusal(connection, more.revision)
        #expect(refusal?.message == "cannot undo: network acme would have no egress address that stays")
        #expect(refusal?.code == .inUse && refusal?.field == "revision")
        try connection.execute(.undo(drained.revision), at: time(40))
        try connection.execute(.undo(more.revision), at: time(50))
        try prove(connection)
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        #expect(try ledger.tenant(acme)?.networks.first?.egressAddresses.map(\.description) == ["203.0.113.1"])
    }

    @Test("a pool comes back as it was, unless another took its range or name")
    func pools() throws {
        let connection = try plan()
        let pool = try Fixture.pool("extra", .public, "198.51.100.0/28", exclude: ["198.51.100.0"])
        try connection.execute(pool)
        try connection.execute(.undo(8))
        try prove(connection)
        try connection.execute(.undo(9))
        try prove(connection)
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let extra = try #require(try ledger.pool(PoolName("extra")))
        #expect(try ledger.usage(of: extra).reserved == 1)
        try connection.execute(.deletePool(PoolName("extra")))
        try connection.execute(try Fixture.pool("other", .public, "198.51.100.8/29"))
        let error = refusal(connection, 11)
        #expect(error?.message.contains("pool other") == true || error?.code == .needed, "\(String(describing: error))")
        try connection.execute(.deletePool(PoolName("other")))
        try connection.execute(try Fixture.pool("extra", .public, "192.88.99.0/28"))
        #expect(refusal(connection, 11)?.code == .needed)
        try prove(connection)
    }

    @Test("a network with an interface of its own comes back, unless the interface is somebody else's by now")
    func interfaces() throws {
        func request(_ name: String, _ vlan: NetworkRequest.VLAN) throws -> Command {
            var request = TenantRequest(name: try TenantName(name))
            request.connectivity = .hostVRF
            request.prefixLengths = [.ipv4: 24]
            request.network.uplink = try InterfaceName("eno2")
            request.network.vlan = vlan
            request.network.mtu = 9000
            return .createTenant(request)
        }
        let connection = try plan()
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let eno2 = try InterfaceName("eno2")
        try connection.execute(request("acme", .absent))
        #expect(try ledger.network(owning: eno2)?.description == "acme")
        let deletion = try connection.execute(.deleteTenant(TenantName("acme"))).revision
        #expect(try ledger.network(owning: eno2) == nil)
        let other = try connection.execute(request("blue", .absent)).revision
        #expect(refusal(connection, deletion)?.field == "revision")
        try connection.execute(.undo(other))
        let vlan = try connection.execute(request("blue", .auto)).revision
        #expect(try ledger.networks(withVLANOn: eno2).map(\.description) == ["blue"])
        let shared = refusal(connection, deletion)
        #expect(
            shared?.message == "revision: interface eno2 carries the VLAN of network blue",
            "\(String(describing: shared))")
        try connection.execute(.undo(vlan))
        try connection.execute(.undo(deletion))
        try prove(connection)
        let network = try #require(try ledger.network(NetworkKey("acme")))
        #expect(network.uplink == eno2 && network.spec.mtu == 9000 && network.spec.generation == 2)
        #expect(try ledger.network(owning: eno2) == network.key)
        // Nobody can have it twice, whatever the planner says.
        #expect(throws: SQLiteError.self) {
            try connection.run(
                "INSERT INTO network(key, tenant, spec, own_interface) VALUES('x', 'acme', '{}', 'eno2')")
        }
    }

    @Test("what later changes depend on is refused with their list, and nothing changes")
    func dependents() throws {
        let connection = try plan()
        try connection.execute(try Fixture.tenant("acme"))
        try connection.execute(try Fixture.tenant("blue"))
        try connection.execute(.deleteTenant(TenantName("acme")))
        let error = refusal(connection, 8)
        #expect(error?.code == .needed)
        #expect(error?.message == "cannot undo revision 8: later revisions depend on it: 10 (tenant.delete acme)")
        #expect(error?.hint == "undo the latest first: tenancyctl undo 10")
        #expect(refusal(connection, 3)?.message.contains("8 (tenant.create acme), 9 (tenant.create blue), 10") == true)
        // Others' tenants out of the same pools are no dependents, whatever happened to the tiles around.
        try connection.execute(.undo(9))
        try prove(connection)
        try connection.execute(.undo(10))
        try connection.execute(.undo(8))
        try prove(connection)
        #expect(try SQLiteLedger(connection: connection, revision: 0).tenants().isEmpty)
        #expect(refusal(connection, 8)?.message == "cannot undo revision 8: revision 13 undid it")
        #expect(refusal(connection, 99)?.code == .notFound)
    }

    @Test("an undo is undone, and again")
    func redo() throws {
        let connection = try plan()
        try connection.execute(try Fixture.tenant("acme"))
        for revision in Int64(8)...13 {
            try connection.execute(.undo(revision))
            try prove(connection)
        }
        #expect(try SQLiteLedger(connection: connection, revision: 0).tenants().count == 1)
    }

    @Test("a dry run undoes nothing and says what would be")
    func dryRun() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme"))
        let dry = try await store.execute(.undo(8), dryRun: true)
        #expect(dry.preview?.tenants.isEmpty == true && dry.revision == 8)
        #expect(try await store.tenant(TenantName("acme")) != nil)
        #expect(try await store.execute(.undo(8)).plan == dry.plan)
    }

    @Test("a tile whose quarantine ended meanwhile is taken from the free space")
    func expired() throws {
        let connection = try plan()
        try connection.execute(try Fixture.tenant("acme"), at: time(0))
        try connection.execute(.deleteTenant(TenantName("acme")), at: time(10))
        // Frees what was quarantined, and takes some of it.
        try connection.execute(try Fixture.pool("more", .table, "300-310"), at: time(10_000))
        try connection.execute(.undo(9), at: time(10_001))
        try prove(connection)
        try connection.execute(.deleteTenant(TenantName("acme")), at: time(10_002))
        try connection.execute(try Fixture.tenant("blue"), at: time(20_000))
        #expect(refusal(connection, 12)?.message.contains("13 (tenant.create blue)") == true)
    }

    @Test("what a revision ended and gave to another is the former holder's again, in a tenure of its own")
    func takenOver() throws {
        let connection = try Fixture.memory()
        var pools = try Fixture.pools()
        pools[2] = try Fixture.pool("public", .public, "203.0.113.1", quarantine: .zero)
        for pool in pools { try connection.execute(pool) }
        for name in ["acme", "blue"] { try connection.execute(try Fixture.tenant(name, .hostVRF, addresses: 0)) }
        func floating(_ tenant: String) throws -> Command {
            .allocate(AddressRequest(tenant: try TenantName(tenant), role: .floating))
        }
        try connection.execute(try floating("acme"))
        let address = try IPAddress(parsing: "203.0.113.1").bits
        try connection.execute(.release(AddressRelease(value: address, drain: .seconds(60))), at: time(10))
        // The same transaction ends the drained holding and begins another.
        let taken = try connection.execute(try floating("blue"), at: time(80))
        let undone = try connection.execute(.undo(taken.revision), at: time(90))
        try prove(connection)
        #expect(
            try tenures(connection).sorted() == [
                "acme 10-12", "acme \(undone.revision)-", "blue 12-\(undone.revision)",
            ])
    }

    @Test("the free space that a revision merged does not come back as one tile of what others hold now")
    func merged() throws {
        let connection = try Fixture.memory()
        var pools = try Fixture.pools()
        pools[2] = try Fixture.pool("public", .public, "203.0.113.0/29", policy: .first)
        for pool in pools { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .hostVRF, addresses: 0))
        let name = try PoolName("public")
        func take(_ text: String) throws -> Command {
            var request = AddressRequest(tenant: try TenantName("acme"), role: .floating)
            request.values = [try IPAddress(parsing: text).bits]
            return .allocate(request)
        }
        var hold = ReservationRequest(owner: try TenantName("acme"), pool: name, lifetime: .seconds(60))
        hold.extent = try Fixture.extent("203.0.113.6")
        try connection.execute(.reserve(hold))
        // It ends the reservation, so the free 203.0.113.0-5 becomes a part of 203.0.113.0-7.
        let revision = try connection.execute(try take("203.0.113.7"), at: time(61)).revision
        for last in 0...5 { try connection.execute(try take("203.0.113.\(last)"), at: time(62)) }
        try connection.execute(.undo(revision), at: time(63))
        try prove(connection)
    }

    @Test("an undo reaches back so far that its search stays short")
    func reach() throws {
        let connection = try plan()
        for name in ["acme", "blue"] { try connection.execute(try Fixture.tenant(name)) }
        func undo(_ reach: Int64) throws {
            try connection.transaction {
                var undo = Undo(8, on: SQLiteLedger(connection: connection, revision: 10), at: time(1), reach: reach)
                return (_ = try undo.run(), .rollBack)
            }
        }
        #expect { try undo(1) } throws: {
            ($0 as? TenancyError)?.message == "cannot undo revision 8: it is more than 1 revisions old"
        }
        try undo(2)
    }
}
