// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("The planner")
struct PlannerTests {
    var ledger = MemoryLedger()
    let start = Timestamp(microseconds: 1_000_000_000)

    init() throws {
        try run(.createPool(pool("vlans", .vlan, "100-199")))
        try run(.createPool(pool("tables", .table, "256-999")))
        try run(.createPool(pool("tenants", .private, "10.0.0.0/12")))
        try run(.createPool(pool("links", .transit, "192.0.2.0/24")))
        try run(.createPool(pool("public", .public, "203.0.113.0/28", exclude: ["203.0.113.0-203.0.113.1"])))
    }

    private func pool(
        _ name: String, _ kind: PoolKind, _ range: String, exclude: [String] = [], quarantine: Duration = .seconds(60),
        policy: PoolPolicy = .best
    ) throws -> PoolRequest {
        func extent(_ text: String) throws -> Extent {
            kind.isNumeric ? try Extent(parsingNumbers: text) : try Extent(parsingAddresses: text)
        }
        return PoolRequest(
            name: try PoolName(name), kind: kind, range: try extent(range), exclusions: try exclude.map(extent),
            policy: policy, quarantine: quarantine)
    }

    private func tenant(
        _ name: String, _ connectivity: Connectivity = .hostVRF, cidr: String? = nil,
        _ change: (inout TenantRequest) throws -> Void = { _ in }
    ) throws -> Command {
        var request = TenantRequest(name: try TenantName(name))
        request.connectivity = connectivity
        request.cidrs = try cidr.map { [try Prefix(parsing: $0)] } ?? []
        try change(&request)
        return .createTenant(request)
    }

    @discardableResult
    private mutating func run(_ command: Command, settings: PlanSettings = PlanSettings(), at seconds: Int = 0) throws
        -> Plan
    {
        var copy = ledger
        let plan = try Planner(settings: settings, now: start + .seconds(seconds)).plan(command, on: &copy)
        ledger = copy
        try ledger.checkWhole()
        return plan
    }

    private func refusal(_ body: () throws -> Void) throws -> TenancyError {
        try #require(throws: TenancyError.self) { try body() }
    }

    @Test("a host-vrf tenant gets its CIDR, a link, a VLAN, a table and its public addresses in one plan")
    mutating func onboarding() throws {
        let plan = try run(
            tenant("acme", cidr: "10.0.16.0/20") {
                $0.uplink = try InterfaceName("eno1")
                $0.publicAddresses = [.ipv4: 2]
                $0.bgpASN = 64_513
            })
        let network = try #require(plan.tenant?.networks.first)
        #expect(network.cidrs.map(\.description) == ["10.0.16.0/20"])
        #expect(network.tenantGateways.map(\.description) == ["10.0.16.1"])
        #expect(network.loadBalancerAddresses.map(\.description) == ["203.0.113.2", "203.0.113.3"])
        #expect(network.vlan == 100 && network.table == 256)
        #expect(
            network.links.map { "\($0.subnet) \($0.gateway) \($0.address)" } == ["192.0.2.0/31 192.0.2.0 192.0.2.1"])
        #expect(network.spec.bgp == NetworkSpec.BGP(asn: 64_513, peer: try IPAddress(parsing: "192.0.2.0")))
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object)" } == [
                "create tenant acme", "allocate cidr 10.0.16.0/20", "allocate load-balancer 203.0.113.2",
                "allocate load-balancer 203.0.113.3", "allocate vlan 100", "allocate transit 192.0.2.0/31",
                "allocate table 256",
            ])
    }

    @Test("a prefix length is taken from the private pool, best fit first")
    mutating func prefixLength() throws {
        try run(tenant("a", .egressIP) { $0.prefixLengths = [.ipv4: 24] })
        try run(tenant("b", .egressIP) { $0.prefixLengths = [.ipv4: 16] })
        try run(tenant("c", .egressIP) { $0.prefixLengths = [.ipv4: 24] })
        let cidrs = ledger.allocations.filter { $0.role == .cidr }.map(\.text)
        #expect(cidrs == ["10.0.0.0/24", "10.1.0.0/16", "10.0.1.0/24"])
    }

    @Test("CIDRs of different VRFs may be equal, those of the shared scope may not")
    mutating func scopes() throws {
        try run(tenant("one", cidr: "10.0.0.0/16"))
        try run(tenant("two", cidr: "10.0.0.0/16"))
        try run(tenant("three", .egressIP, cidr: "172.16.0.0/16"))
        var copy = self
        let error = try refusal { try copy.run(tenant("four", .egressIP, cidr: "172.16.128.0/17")) }
        #expect(error.code == .overlap)
        #expect(error.message == "cidr: 172.16.128.0/17 overlaps 172.16.0.0/16 of tenant three in scope shared")
        #expect(error.hint?.contains("tenancyctl tenant show three") == true)
        let strict = try refusal {
            try copy.run(tenant("five", cidr: "10.0.0.0/16"), settings: PlanSettings(allowOverlap: false))
        }
        #expect(strict.code == .notFree)
    }

    @Test("a CIDR over a public pool or a reserved range is refused")
    mutating func jointUniqueness() throws {
        let reserved = PlanSettings(reserved: [.init(name: "service", prefix: try Prefix(parsing: "172.30.0.0/16"))])
        #expect(try refusal { try run(tenant("one", cidr: "203.0.113.0/24")) }.code == .overlap)
        let error = try refusal { try run(tenant("one", cidr: "172.30.8.0/24"), settings: reserved) }
        #expect(error.message == "cidr: 172.30.8.0/24 overlaps 172.30.0.0/16, which is reserved as service")
    }

    @Test("an exhausted pool says what is allocated, free, excluded and quarantined, and until when")
    mutating func exhausted() throws {
        try run(tenant("one", cidr: "10.0.0.0/24") { $0.publicAddresses = [.ipv4: 10] })
        try run(.deleteTenant(TenantName("one")))
        try run(tenant("two", cidr: "10.1.0.0/24") { $0.publicAddresses = [.ipv4: 3] })
        var copy = self
        let error = try refusal {
            try copy.run(tenant("three", cidr: "10.2.0.0/24") { $0.publicAddresses = [.ipv4: 2] })
        }
        #expect(error.code == .exhausted)
        #expect(
            error.message
                == "pool public cannot give 2 addresses of 203.0.113.0/28: 3 allocated, 1 free, 2 excluded, 10 quarantined, the next comes back at 1970-01-01T00:17:40Z"
        )
        #expect(error.hint?.hasPrefix("ask for 1; or add a pool: ") == true)
        let egress = try refusal {
            try copy.run(
                tenant("three", cidr: "10.2.0.0/24") {
                    ($0.connectivity, $0.publicAddresses) = (.egressIP, [.ipv4: 1])
                })
        }
        #expect(egress.hint?.hasPrefix("add a pool: ") == true, "the last one is the egress address")
        #expect(copy.ledger.tenants.count == 1, "nothing is left of the refused request")
    }

    @Test("a released CIDR rests, its owner may have it back, and then it is free and whole again")
    mutating func quarantine() throws {
        try run(tenant("one", .egressIP, cidr: "10.0.0.0/16"))
        try run(.deleteTenant(TenantName("one")))
        var copy = self
        let error = try refusal { try copy.run(tenant("two", .egressIP, cidr: "10.0.0.0/16")) }
        #expect(error.message.contains("quarantined until 1970-01-01T00:17:40Z after tenant one held it"))
        try copy.run(tenant("one", .egressIP, cidr: "10.0.0.0/16"))
        let plan = try run(tenant("two", .egressIP, cidr: "10.0.0.0/16"), at: 61)
        #expect(plan.steps.first == .init(.free, "10.0.0.0/16", "pool tenants, quarantine ended"))
    }

    @Test("generations never return")
    mutating func generations() throws {
        for generation in 1...3 {
            let plan = try run(tenant("acme", .egressIP, cidr: "10.0.0.0/16"))
            #expect(plan.tenant?.networks.first?.cudn?.description == "acme-g\(generation)")
            try run(.deleteTenant(TenantName("acme")))
        }
    }

    @Test("a combination that the target cannot do is refused with the field and a way out")
    mutating func combinations() throws {
        let eno1 = try InterfaceName("eno1")
        let peer = try IPAddress(parsing: "198.51.100.1")
        let cases: [(Command, String)] = [
            (try tenant("a", .vrfLite, cidr: "10.0.0.0/24"), "uplink"),
            (try tenant("a", .vrfLite, cidr: "10.0.0.0/24") { $0.uplink = eno1 }, "bgpASN"),
            (try tenant("a", .egressIP, cidr: "10.0.0.0/24") { $0.uplink = eno1 }, "uplink"),
            (try tenant("a", .egressIP, cidr: "10.0.0.0/24") { $0.vlan = .auto }, "vlan"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.vlan = .auto }, "vlan"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.egressPool = try PoolName("public") }, "egressPool"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.announcement = .bgp }, "announce"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.bgpPeer = peer }, "bgpASN"),
            (try tenant("a", cidr: "10.0.0.0/24") { ($0.uplink, $0.bgpPeer, $0.bgpASN) = (eno1, peer, 1) }, "bgpPeer"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.cidrs.append(try Prefix(parsing: "10.1.0.0/24")) }, "cidr"),
            (try tenant("a", cidr: "10.0.0.0/31"), "cidr"),
            (try tenant("a", cidr: "224.0.0.0/8"), "cidr"),
            (try tenant("a", cidr: "10.0.0.0/24") { ($0.uplink, $0.vlan) = (eno1, .id(99)) }, "vlan"),
            (try tenant("a", cidr: "2001:db8::/64") { $0.uplink = eno1 }, "transitPool"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.namespaces = [try NamespaceName("kube-system")] }, "namespace"),
            (try tenant("a", cidr: "10.0.0.0/24") { $0.labels = ["bad key": "x"] }, "labels"),
        ]
        for (command, field) in cases {
            var copy = self
            #expect(try refusal { try copy.run(command) }.field == field)
        }
    }

    @Test("the provider's gateway may be named, and decides the link subnet")
    mutating func gateway() throws {
        let plan = try run(
            tenant("acme", cidr: "10.0.0.0/24") {
                $0.uplink = try InterfaceName("eno1")
                $0.gateways = [try IPAddress(parsing: "192.0.2.9")]
            })
        let link = try #require(plan.tenant?.networks.first?.links.first)
        #expect("\(link.subnet) \(link.address)" == "192.0.2.8/31 192.0.2.8")
    }

    @Test("a pool that overlaps another, or what a tenant brought, is refused")
    mutating func poolOverlap() throws {
        #expect(try refusal { try run(.createPool(pool("more", .public, "10.0.0.0/24"))) }.code == .overlap)
        try run(tenant("one", .egressIP, cidr: "172.16.0.0/16"))
        let error = try refusal { try run(.createPool(pool("more", .private, "172.16.0.0/12"))) }
        #expect(error.message == "cidr: 172.16.0.0/12 overlaps 172.16.0.0/16, which tenant one brought")
        #expect(try refusal { try run(.createPool(pool("more", .table, "1000-1010"))) }.code == .invalid)
    }

    @Test("a pool in use is not deleted, and the refusal says who holds it")
    mutating func poolInUse() throws {
        try run(tenant("one", cidr: "10.0.0.0/24") { $0.publicAddresses = [.ipv4: 1] })
        let error = try refusal { try run(.deletePool(PoolName("public"))) }
        #expect(error.message == "cannot delete pool public: tenant one holds 203.0.113.2")
    }

    @Test("reserved ranges inside a new pool are excluded by themselves")
    mutating func reservedInPool() throws {
        let settings = PlanSettings(reserved: [.init(name: "pods", prefix: try Prefix(parsing: "172.16.64.0/18"))])
        try run(.createPool(pool("more", .private, "172.16.0.0/16")), settings: settings)
        let plan = try run(
            tenant("one", .egressIP) { ($0.prefixLengths, $0.privatePool) = ([.ipv4: 17], try PoolName("more")) },
            settings: settings)
        #expect(plan.tenant?.networks.first?.cidrs.map(\.description) == ["172.16.128.0/17"])
    }

    @Test("any history of creations and deletions leaves every pool tiled and no two holders of one address")
    mutating func histories() throws {
        var random = SeededRandom()
        var names: [TenantName] = []
        for step in 0..<2_000 {
            if let name = names.randomElement(using: &random), Int.random(in: 0..<10, using: &random) < 4 {
                try run(.deleteTenant(name), at: step * 7)
                names.removeAll { $0 == name }
                continue
            }
            let name = try TenantName("t\(Int.random(in: 0..<60, using: &random))")
            let connectivity = Bool.random(using: &random) ? Connectivity.hostVRF : .egressIP
            let length = Int.random(in: 14...28, using: &random)
            let count = Int.random(in: 0...2, using: &random)
            do {
                try run(
                    tenant(name.description, connectivity) {
                        $0.prefixLengths = [.ipv4: length]
                        $0.publicAddresses = [.ipv4: count]
                    }, at: step * 7)
                names.append(name)
            } catch let error as TenancyError {
                #expect([.exists, .exhausted].contains(error.code), "\(error)")
            }
        }
        for name in names { try run(.deleteTenant(name), at: 20_000) }
        try run(.createPool(pool("last", .private, "192.168.0.0/16")), at: 40_000)
        for pool in ledger.pools() where pool.name.description != "public" {
            #expect(ledger.tiles[pool.name]?.count == 1, "everything is free and merged in \(pool.name)")
        }
    }
}
