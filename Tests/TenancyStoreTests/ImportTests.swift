// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Import of rows", .serialized)
struct ImportTests {
    private func rows(
        _ text: String, partial: Bool = false, phpipam: Bool = false, tenants: [String: TenantName] = [:]
    ) throws -> Command {
        let bytes = Array(text.utf8)
        var rows =
            phpipam ? try RowImport(phpipam: bytes, tenants: tenants) : try RowImport(netbox: bytes, tenants: tenants)
        rows.isPartial = partial
        return .importRows(rows)
    }

    private func report(_ receipt: Receipt) throws -> ImportReport { try #require(receipt.plan.report) }

    private func tiles(_ connection: Connection, _ name: String) throws -> [String] {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let pool = try #require(try ledger.pool(PoolName(name)))
        var tiles: [String] = []
        var next = pool.range.first
        while let tile = try ledger.tile(in: pool, holding: next) {
            tiles.append("\(pool.text(tile.extent)) \(tile.state)")
            guard tile.extent.last < pool.range.last else { break }
            next = tile.extent.last + 1
        }
        return tiles
    }

    private func prove(_ connection: Connection) throws { try Integrity(connection: connection, path: "plan").check() }

    private static let prefixes = """
        Prefix,Status,VRF,Tenant,Is Pool,Description\r
        10.0.0.0/8,Container,Global,,False,everything\r
        10.1.0.0/16,container,,,False,a site\r
        10.1.1.0/24,active,Global,acme,False,"web, ""front"" row"\r
        10.1.1.128/25,Reserved,,,False,inside of it\r
        10.2.0.0/24,Active,,blue,False,\r
        2001:db8::/32,Container,,,False,documentation\r
        2001:db8:1::/48,Active,,,False,\r

        """

    @Test("NetBox' containers become pools, and what is used in them is excluded")
    func netbox() throws {
        let connection = try Fixture.memory()
        let report = try report(try connection.execute(try rows(Self.prefixes)))
        #expect(report.rows == 7 && report.imported == 5 && report.unchanged == 2 && report.refused.isEmpty)
        #expect(
            try tiles(connection, "net-10-0-0-0-8") == [
                "10.0.0.0-10.1.0.255 free", "10.1.1.0/24 reserved", "10.1.2.0-10.1.255.255 free",
                "10.2.0.0/24 reserved", "10.2.1.0-10.255.255.255 free",
            ])
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        #expect(try ledger.pools().map(\.kind) == [.private, .public])
        try prove(connection)

        let addresses = """
            IP Address,VRF,Status,Tenant,DNS Name
            10.3.0.5/24,Global,Active,acme,www.example.net
            10.1.1.7/24,,Active,,
            2001:db8:2::1/64,,Active,,
            192.0.2.1/32,,Active,,

            """
        let refused = try self.report(try connection.execute(try rows(addresses)))
        #expect(
            refused.refused == [
                RefusedRow(line: 5, reason: "192.0.2.1 lies in no pool and in no container of the file")
            ])
        #expect(!refused.isAccepted)
        #expect(try Journal(connection: connection).head().revision == 1)
        let partial = try self.report(try connection.execute(try rows(addresses, partial: true)))
        #expect(partial.imported == 2 && partial.unchanged == 1 && partial.refused == refused.refused)
        #expect(try tiles(connection, "net-10-0-0-0-8").contains("10.3.0.5 reserved"))
        let again = try self.report(try connection.execute(try rows(addresses, partial: true)))
        #expect(again.imported == 0 && again.unchanged == 3)
        #expect(try Journal(connection: connection).head().revision == 2)
        try prove(connection)
    }

    @Test("each row that cannot be right is refused with its line, and what tenants hold stays theirs")
    func refusals() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .hostVRF))
        let text = """
            prefix,status,vrf
            203.0.113.1/32,active,
            203.0.113.0/29,active,
            203.0.113.8/30,active,red
            203.0.113.9/30,active,
            nonsense,active,
            203.0.113.16/30,active,
            203.0.113.16/30,active,
            "203.0.113.20/32,active,
            203.0.0.0/16,container,
            198.51.100.0/24,active,

            """
        let refused = try report(try connection.execute(try rows(text, partial: true))).refused
        #expect(refused.map(\.line) == [2, 3, 4, 5, 6, 8, 9, 10, 11])
        let reasons = [
            "tenant acme holds 203.0.113.1", "tenant acme holds 203.0.113.1",
            "it is of VRF 'red'", "203.0.113.9/30", "nonsense", "203.0.113.16/30 is in line 7, too",
            "quote is not closed",
            "overlaps 203.0.113.0/27 of pool public", "lies in no pool",
        ]
        for (row, reason) in zip(refused, reasons) { #expect(row.reason.contains(reason), "\(row)") }
        #expect(try tiles(connection, "public").contains("203.0.113.16/30 reserved"))
        try prove(connection)
    }

    @Test("phpIPAM's outer subnets become pools, inner ones and addresses are excluded, folders are passed over")
    func phpipam() throws {
        let connection = try Fixture.memory()
        let subnets = """
            Section;Subnet;Description;VRF;Master Subnet;Customer
            IPv4;Lab (folder);Lab;;/;
            IPv4;172.16.0.0/16;;;/;
            IPv4;172.16.4.0/22;site;;172.16.0.0/16;
            IPv4;172.16.4.0/24;web;;172.16.4.0/22;acme
            IPv4;198.51.100.0/24;public;;/;
            IPv4;10.0.0.0/8;;customer-a;/;

            """
        let first = try report(try connection.execute(try rows(subnets, partial: true, phpipam: true)))
        #expect(first.imported == 3 && first.unchanged == 2 && first.refused.map(\.line) == [7])
        let addresses = "Section,IP Address,Hostname,VRF,Subnet\nx,198.51.100.9,www,default,198.51.100.0/24\n"
        #expect(try report(try connection.execute(try rows(addresses, phpipam: true))).imported == 1)
        #expect(
            try tiles(connection, "net-198-51-100-0-24") == [
                "198.51.100.0-198.51.100.8 free", "198.51.100.9 reserved", "198.51.100.10-198.51.100.255 free",
            ])
        #expect(try tiles(connection, "net-172-16-0-0-16").contains("172.16.4.0/24 reserved"))
        try prove(connection)
    }

    @Test("public addresses of a tenant that is here become its allocations, other space waits for the tenant it names")
    func tenants() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .hostVRF))
        try connection.execute(try Fixture.tenant("two", .hostVRF, addresses: 0))
        try connection.execute(try Fixture.network("two-b", of: "two"))
        let addresses = """
            IP Address,VRF,Status,Role,Tenant,DNS Name
            203.0.113.1/27,,Active,,ACME,held already
            203.0.113.10/27,,Active,,Acme,kept
            203.0.113.11/27,,Active,VIP,acme,balanced
            203.0.113.12/27,,Active,floating,Acme Corporation GmbH,renamed
            203.0.113.13/27,two-b,Active,,two,of the second network
            203.0.113.14/27,,Active,,two,of either
            203.0.113.15/27,,Active,,later,not here yet
            10.0.0.77/24,,Active,,acme,a machine of its network
            10.0.9.1/24,,Active,,acme,elsewhere
            10.0.0.5/24,acme,Active,,acme,in its VRF
            172.16.0.1/24,acme,Active,,acme,not in it
            203.0.113.16/27,red,Active,,acme,of no VRF of ours
            203.0.113.17/27,,Active,,A much longer name than any of ours,nobody here

            """
        let names = ["Acme Corporation GmbH": try TenantName("acme")]
        let first = try report(try connection.execute(try rows(addresses, partial: true, tenants: names)))
        #expect(first.imported == 7 && first.unchanged == 3)
        #expect(
            first.refused.map { "\($0.line) \($0.reason)" } == [
                "7 tenant two has more than one network: two, two-b; the column VRF names one",
                "12 172.16.0.1 lies outside of network acme, which has 10.0.0.0/24",
                "13 it is of VRF 'red', and only the global table and VRFs of the name of the tenant's network are imported",
            ])
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let held = try ledger.allocations(tenant: nil, pool: PoolName("public")).map {
            "\($0.text) \($0.role.rawValue) \($0.network)"
        }
        #expect(
            held == [
                "203.0.113.1 load-balancer acme", "203.0.113.2 load-balancer acme", "203.0.113.3 load-balancer two-b",
                "203.0.113.10 reserved acme", "203.0.113.11 load-balancer acme", "203.0.113.12 floating acme",
                "203.0.113.13 reserved two-b",
            ])
        try prove(connection)
        let again = try report(try connection.execute(try rows(addresses, partial: true, tenants: names)))
        #expect(again.imported == 0 && again.unchanged == 10)

        // What waits for a tenant is had by it alone, by its name.
        let public4 = try #require(try ledger.pool(PoolName("public")))
        let waiting = try Fixture.extent("203.0.113.15")
        let tile = try ledger.tile(in: public4, holding: waiting.first)
        #expect(tile?.extent == waiting && tile?.claimant?.description == "later")
        var request = AddressRequest(tenant: try TenantName("acme"), role: .floating)
        request.values = [waiting.first]
        let refusal = #expect(throws: TenancyError.self) { try connection.execute(.allocate(request)) }
        #expect(
            refusal?.message
                == "address: 203.0.113.15 is not free in pool public: 203.0.113.15 is excluded for all but tenant later: later, not here yet"
        )
        try connection.execute(try Fixture.tenant("later", .hostVRF, addresses: 0))
        var own = AddressRequest(tenant: try TenantName("later"), role: .floating)
        own.values = [waiting.first]
        try connection.execute(.allocate(own))
        try prove(connection)
    }

    @Test("a tenant's prefix, also inside of another's, waits until its network is made of it")
    func claims() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        let prefixes = """
            Prefix,Status,VRF,Tenant,Is Pool,Description
            10.0.64.0/18,Active,,,False,everybody's
            10.0.64.0/24,Active,,acme,False,web
            10.0.64.128/25,Active,,blue,False,a part
            10.0.66.0/24,Active,,acme,False,db

            """
        #expect(try report(try connection.execute(try rows(prefixes))).imported == 4)
        let parts = try tiles(connection, "private").filter { $0.contains("10.0.6") }
        #expect(
            parts == [
                "10.0.64.0/25 reserved", "10.0.64.128/25 reserved",
                "10.0.65.0/24 reserved",
                "10.0.66.0/24 reserved", "10.0.67.0-10.0.127.255 reserved",
            ])
        try prove(connection)
        func tenant(_ name: String, _ cidr: String) throws -> Command {
            var request = TenantRequest(name: try TenantName(name))
            (request.connectivity, request.cidrs) = (.egressIP, [try Prefix(parsing: cidr)])
            return .createTenant(request)
        }
        #expect(throws: TenancyError.self) { try connection.execute(try tenant("blue", "10.0.66.0/24")) }
        try connection.execute(try tenant("blue", "10.0.64.128/25"))
        try connection.execute(try tenant("acme", "10.0.66.0/24"))
        #expect(try report(try connection.execute(try rows(prefixes, partial: true))).imported == 0)
        try prove(connection)
    }

    @Test("an address over its tenant's quota is refused, and what kept it for the tenant stays")
    func quota() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        let address = "IP Address,Tenant\n203.0.113.10,acme\n203.0.113.11,acme\n"
        try connection.execute(try rows(address))
        try connection.execute(try Fixture.tenant("acme", .hostVRF, addresses: 0))
        var change = TenantChange(name: try TenantName("acme"))
        change.quotas = [.publicIPv4: 1]
        try connection.execute(.updateTenant(change))
        let refused = try report(try connection.execute(try rows(address, partial: true)))
        #expect(refused.imported == 1 && refused.refused.map(\.line) == [3])
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let pool = try #require(try ledger.pool(PoolName("public")))
        let tile = try ledger.tile(in: pool, holding: Fixture.extent("203.0.113.11").first)
        #expect(tile?.state == .reserved && tile?.claimant?.description == "acme" && tile?.reason == "acme")
        try prove(connection)
    }

    @Test("allocations are taken for tenants that are there; what is held already stays as it is")
    func allocations() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .hostVRF))
        let text = """
            value,role,tenant,network,scope,pool,since
            203.0.113.1,load-balancer,acme,acme,shared,public,
            203.0.113.9,load-balancer,acme,,,public,
            203.0.113.9,load-balancer,acme,,,public,
            203.0.113.0,load-balancer,acme,,,public,
            203.0.113.10,load-balancer,nobody,,,public,
            10.9.0.0/24,cidr,acme,,,private,
            203.0.113.11,boss,acme,,,,
            256,table,acme,acme,table,tables,

            """
        var rows = try RowImport(allocations: Array(text.utf8))
        rows.isPartial = true
        let receipt = try connection.execute(.importRows(rows))
        let report = try report(receipt)
        #expect(report.imported == 1 && report.unchanged == 3)
        #expect(report.refused.map(\.line) == [5, 6, 7, 8], "\(report.refused)")
        #expect(receipt.plan.tenants.map(\.description) == ["acme"])
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        #expect(
            try ledger.allocations(holding: try IPAddress(parsing: "203.0.113.9")).map(\.tenant.description) == ["acme"]
        )
        try prove(connection)
    }

    @Test("a further egress address is taken for a network that has one, and for no other")
    func egress() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("acme", .egressIP, addresses: 0))
        try connection.execute(try Fixture.tenant("blue", .hostVRF, addresses: 0))
        var rows = try RowImport(
            allocations: Array("value,role,tenant\n203.0.113.9,egress,acme\n203.0.113.10,egress,blue\n".utf8))
        rows.isPartial = true
        let report = try report(try connection.execute(.importRows(rows)))
        #expect(report.imported == 1)
        #expect(
            report.refused.map(\.reason) == [
                "value: network blue is of connectivity host-vrf and has no egress address"
            ])
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        #expect(
            try ledger.tenant(TenantName("acme"))?.networks.first?.egressAddresses.map(\.description)
                == ["203.0.113.1", "203.0.113.9"])
        try prove(connection)
    }

    @Test("of twenty thousand rows the good go in, and one bad in a hundred is reported")
    func bulk() throws {
        let connection = try Fixture.memory()
        let count = 20_000
        var text = "Prefix,Status,VRF,Tenant,Description\n10.0.0.0/8,container,,,\n"
        for number in 0..<count {
            let bad = number % 100 == 99
            text +=
                "10.\(number >> 8 & 255).\(number & 255).\(bad ? 999 : number >> 16)/32,active,,acme,host \(number)\n"
        }
        let report = try report(try connection.execute(try rows(text, partial: true)))
        #expect(report.refused.count == count / 100)
        #expect(report.imported == count - count / 100 + 1)
        try prove(connection)
    }
}
