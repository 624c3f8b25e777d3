// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Source addresses of outgoing traffic")
struct EgressTests {
    var site: PlannedSite
    let acme: TenantName
    let key: NetworkKey

    init() throws {
        (acme, key) = (try TenantName("acme"), try NetworkKey("acme"))
        site = try PlannedSite()
        try site.run(PlannedSite.tenant("acme", "10.0.16.0/20", .egressIP))
    }

    private var addresses: [String] { (site.ledger.network(key)?.egressAddresses ?? []).map(\.description) }

    private func more(_ change: (inout AddressRequest) throws -> Void = { _ in }) throws -> Command {
        var request = AddressRequest(tenant: acme, role: .egress)
        try change(&request)
        return .allocate(request)
    }

    private func release(_ address: String, drain: Duration? = nil) throws -> Command {
        .release(AddressRelease(value: try IPAddress(parsing: address).bits, drain: drain))
    }

    private func document(_ count: Int?, pool: String? = nil) throws -> Command {
        var request = TenantRequest(name: acme)
        request.connectivity = .egressIP
        request.network.egressAddresses = count
        request.network.egressPool = try pool.map { try PoolName($0) }
        return .apply(ApplyRequest([.tenant(request)]))
    }

    @Test("a network is made with one, or with as many as are asked for")
    mutating func made() throws {
        #expect(addresses == ["203.0.113.0"])
        let plan = try site.run(
            PlannedSite.network("web", of: "acme", "10.0.32.0/20", .egressIP) {
                ($0.egressAddresses, $0.publicAddresses) = (3, [.ipv4: 2])
            })
        let network = try #require(plan.network)
        #expect(network.loadBalancerAddresses.map(\.description) == ["203.0.113.1", "203.0.113.2"])
        #expect(network.egressAddresses.map(\.description) == ["203.0.113.3", "203.0.113.4", "203.0.113.5"])
        let tooMany = try PlannedSite.network("x", of: "acme", "10.0.48.0/20", .egressIP) {
            ($0.egressAddresses, $0.publicAddresses) = (4, [.ipv4: 8])
        }
        #expect(site.refusal(tooMany)?.hint?.hasPrefix("ask for 6; or add a pool: ") == true, "four of ten are kept")
    }

    @Test("a further one moves nobody, even a lower one, and the first one's place is taken by the next when it goes")
    mutating func first() throws {
        try site.run(more { $0.values = [try IPAddress(parsing: "203.0.113.9").bits] }, at: 1)
        try site.run(release("203.0.113.0"), at: 2)
        #expect(addresses == ["203.0.113.9"])
        try site.run(more { $0.values = [try IPAddress(parsing: "203.0.113.0").bits] }, at: 100)
        #expect(addresses == ["203.0.113.9", "203.0.113.0"])
        let plan = try site.run(release("203.0.113.9"), at: 101)
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object) \($0.detail)" }.last
                == "update network acme what left with 203.0.113.9 leaves with 203.0.113.0")
        #expect(addresses == ["203.0.113.0"])
    }

    @Test("the last one that stays is not given back, at once or later")
    mutating func last() throws {
        let last = "it is the last egress address of network acme, whose pods would leave with the node's own"
        #expect(site.refusal(try release("203.0.113.0"))?.message == "cannot release 203.0.113.0: \(last)")
        try site.run(more(), at: 1)
        try site.run(release("203.0.113.0", drain: .seconds(60)), at: 2)
        #expect(addresses.first == "203.0.113.0", "pods keep it until then")
        #expect(site.refusal(try release("203.0.113.1"), at: 3)?.message == "cannot release 203.0.113.1: \(last)")
        let plan = try site.run(.expire, at: 63)
        #expect(plan.steps.last?.detail == "what left with 203.0.113.0 leaves with 203.0.113.1")
        #expect(addresses == ["203.0.113.1"])
        try site.run(.deleteTenant(acme), at: 64)
        #expect(site.ledger.allocations.isEmpty)
    }

    @Test("a document asks for more of them, from the pool of the first or another, and for no fewer")
    mutating func documents() throws {
        try site.pool("more", .public, "198.51.100.0/28")
        #expect(try site.run(document(1)).outcomes.map(\.result) == [.unchanged])
        #expect(try site.run(document(2), at: 1).outcomes.map(\.result) == [.changed])
        #expect(addresses == ["203.0.113.0", "203.0.113.1"])
        try site.run(document(3, pool: "more"), at: 2)
        #expect(addresses == ["203.0.113.0", "203.0.113.1", "198.51.100.0"])
        #expect(try site.run(document(3, pool: "more"), at: 3).outcomes.map(\.result) == [.unchanged])
        #expect(try site.run(document(3, pool: "public"), at: 3).outcomes.map(\.result) == [.unchanged])
        #expect(try site.run(document(nil), at: 3).outcomes.map(\.result) == [.unchanged])
        #expect(
            site.refusal(try document(2))?.message
                == "Tenant acme: egressIPs: there are 3, and which of them shall go is not said")
        #expect(
            site.refusal(try document(3, pool: "tenants"))?.message
                == "Tenant acme: egressPool: it is more, public, public and cannot become tenants in place")
        #expect(
            site.refusal(try document(65))?.message == "Tenant acme: egressIPs: a network has 1 to 64 egress addresses")
    }

    @Test("of more tenants than one round takes, those that wait for the next keep their last one")
    mutating func rounds() throws {
        try site.pool("wide", .public, "198.51.0.0/20")
        var copy = site.ledger
        let planner = Planner(settings: PlanSettings(), now: site.start)
        let names = try (0..<300).map { try TenantName("t\($0)") }
        for name in names {
            var request = TenantRequest(name: name)
            (request.connectivity, request.prefixLengths) = (.egressIP, [.ipv4: 24])
            (request.network.egressPool, request.network.egressAddresses) = (try PoolName("wide"), 2)
            _ = try planner.plan(.createTenant(request), on: &copy)
            _ = try planner.plan(.drainTenant(name, .seconds(60)), on: &copy)
        }
        site.ledger = copy
        try site.run(.expire, at: 61)
        let waiting = try names.compactMap { site.ledger.network(try NetworkKey($0.description)) }
        #expect(!waiting.isEmpty && waiting.allSatisfy { !$0.egressAddresses.isEmpty })
        try site.run(.expire, at: 62)
        #expect(site.ledger.tenantNames() == [acme])
    }

    @Test("a quota that is over names what was asked for")
    mutating func quota() throws {
        try site.run(
            .updateTenant(
                {
                    var change = TenantChange(name: acme); change.quotas = [.publicIPv4: 1]; return change
                }()))
        #expect(site.refusal(try document(2))?.field == "egressIPs")
    }

    @Test("what the cluster would not assign is refused with the field and the reason")
    mutating func refused() throws {
        try site.pool("six", .public, "2001:db8::/120")
        try site.pool("far", .public, "198.51.100.0/28")
        try site.run(PlannedSite.network("own", of: "acme", "10.0.32.0/20"))
        let bridge = PlanSettings(egressSubnets: [try Prefix(parsing: "203.0.113.0/24")])
        let cases: [(Command, PlanSettings, field: String, message: String)] = try [
            (
                more { $0.network = try NetworkKey("own") }, PlanSettings(), "role",
                "role: network own is of connectivity host-vrf and has no egress address"
            ),
            (
                more { ($0.network, $0.pools) = (key, [try PoolName("six")]) }, PlanSettings(), "pool",
                "pool: 2001:db8:: is not IPv4, and the pods of network acme leave with IPv4 addresses"
            ),
            (
                more { ($0.network, $0.pools) = (key, [try PoolName("far")]) }, bridge, "pool",
                "pool: 198.51.100.0 of pool far is outside the node's egress subnet 203.0.113.0/24"
            ),
            (
                more { ($0.network, $0.values) = (key, [try IPAddress(parsing: "198.51.100.4").bits]) }, bridge,
                "address", "address: 198.51.100.4 of pool far is outside the node's egress subnet 203.0.113.0/24"
            ),
            (
                PlannedSite.network("x", of: "acme", "10.0.48.0/20") { $0.egressAddresses = 2 }, PlanSettings(),
                "egressIPs", "egressIPs: a host-vrf network has no egress address"
            ),
            (
                PlannedSite.network("x", of: "acme", "10.0.48.0/20", .egressIP) { $0.egressAddresses = 0 },
                PlanSettings(), "egressIPs", "egressIPs: a network has 1 to 64 egress addresses"
            ),
        ]
        for (command, settings, field, message) in cases {
            let before = site.ledger.allocations
            let error = site.refusal(command, settings: settings)
            #expect(error?.field == field && error?.message == message)
            #expect(site.ledger.allocations == before)
        }
    }

    @Test("a network of IPv6 gets IPv6 ones without saying so, and their label has no colon")
    mutating func ipv6() throws {
        try site.pool("six", .public, "2001:db8::/120")
        try site.run(PlannedSite.network("six", of: "acme", "2001:db8:1::/64", .egressIP))
        try site.run(more { $0.network = try NetworkKey("six") }, at: 1)
        let network = try #require(site.ledger.network(NetworkKey("six")))
        #expect(network.egressAddresses.map(\.description) == ["2001:db8::", "2001:db8::1"])
        #expect(network.egressAddresses.map(Network.egressLabelValue) == ["2001-db8--0", "2001-db8--1"])
    }
}
