// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Networks of a tenant")
struct NetworkTests {
    var site: PlannedSite

    init() throws {
        site = try PlannedSite()
        try site.run(PlannedSite.tenant("acme", "10.0.16.0/20"))
    }

    @Test("a tenant gets another network, with a VRF, a link and addresses of its own")
    mutating func another() throws {
        let plan = try site.run(
            PlannedSite.network("acme-db", of: "acme", "10.0.16.0/20") {
                $0.uplink = try InterfaceName("eno1")
                $0.publicAddresses = [.ipv4: 1]
            })
        let network = try #require(plan.network)
        #expect(network.cidrs.map(\.description) == ["10.0.16.0/20"], "each VRF is a scope of its own")
        #expect(network.table == 257 && network.vlan == 100)
        #expect(network.loadBalancerAddresses.map(\.description) == ["203.0.113.0"])
        #expect(plan.networks.map(\.description) == ["acme-db"] && plan.tenants.map(\.description) == ["acme"])
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object) \($0.detail)" }.first
                == "create network acme-db host-vrf, of tenant acme")
        #expect(site.ledger.tenant(network.tenant)?.networks.map(\.key.description) == ["acme", "acme-db"])
        #expect(site.kernel.networks.map(\.vrf.name.description) == ["tv-acme", "tv-acme-db"])
    }

    @Test("a network's name is unique on the node, and a tenant's name is kept for the tenant's own")
    mutating func names() throws {
        try site.run(PlannedSite.tenant("blue", "10.0.32.0/20"))
        try site.run(PlannedSite.network("db", of: "acme"))
        let taken = site.refusal(try PlannedSite.network("db", of: "blue"))
        #expect(taken?.code == .exists && taken?.message == "network db exists, of tenant acme")
        let kept = site.refusal(try PlannedSite.network("blue", of: "acme"))
        #expect(kept?.message == "network blue exists, of tenant blue")
        let tenant = site.refusal(try PlannedSite.tenant("db", "10.0.48.0/20"))
        #expect(tenant?.message == "network db exists, of tenant acme")
        try site.run(PlannedSite.network("blue-2", of: "blue"))
        try site.run(.deleteNetwork(NetworkKey("blue")))
        let reserved = site.refusal(try PlannedSite.network("blue", of: "acme"))
        #expect(reserved?.code == .exists && reserved?.message == "network name blue is kept for tenant blue")
        try site.run(PlannedSite.network("blue", of: "blue"))
        #expect(site.ledger.network(try NetworkKey("blue"))?.spec.generation == 2)
    }

    @Test("a network is made for a tenant that is there and stays")
    mutating func owner() throws {
        let missing = site.refusal(try PlannedSite.network("db", of: "nobody"))
        #expect(missing?.code == .notFound && missing?.field == "tenant")
        try site.run(.drainTenant(TenantName("acme"), .seconds(60)))
        #expect(site.refusal(try PlannedSite.network("db", of: "acme"))?.code == .inUse)
    }

    @Test("namespaces of a network bear its own name, and one namespace is in one network")
    mutating func namespaces() throws {
        let plan = try site.run(PlannedSite.network("web", of: "acme", "10.0.48.0/20", .egressIP))
        #expect(plan.network?.spec.namespaces.map(\.description) == ["web"])
        let error = site.refusal(
            try PlannedSite.network("web-2", of: "acme", nil, .egressIP) { $0.namespaces = [try NamespaceName("web")] })
        #expect(error?.code == .exists && error?.field == "namespace")
    }

    @Test("a quota counts what all networks of a tenant use")
    mutating func quota() throws {
        var change = TenantChange(name: try TenantName("acme"))
        change.quotas = [.cidrIPv4: 4096 + 256, .publicIPv4: 1]
        try site.run(.updateTenant(change))
        try site.run(PlannedSite.network("one", of: "acme", "10.0.48.0/24") { $0.publicAddresses = [.ipv4: 1] })
        let cidr = site.refusal(try PlannedSite.network("two", of: "acme", "10.0.49.0/24"))
        #expect(
            cidr?.message
                == "quota: quota cidr-ipv4 of tenant acme allows 4352: 4352 used, 256 more asked for")
        try site.run(.deleteNetwork(NetworkKey("one")))
        try site.run(PlannedSite.network("two", of: "acme", "10.0.49.0/24") { $0.publicAddresses = [.ipv4: 1] })
    }

    @Test("a network goes with all that it holds, the last one only with its tenant")
    mutating func deletion() throws {
        let last = site.refusal(.deleteNetwork(try NetworkKey("acme")))
        #expect(last?.code == .inUse)
        #expect(last?.message == "cannot delete network acme: it is the only one of tenant acme")
        try site.run(PlannedSite.network("db", of: "acme", "10.0.48.0/20"))
        var request = AddressRequest(tenant: try TenantName("acme"), role: .floating)
        request.network = try NetworkKey("db")
        try site.run(.allocate(request))
        let plan = try site.run(.deleteNetwork(NetworkKey("db")))
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object)" } == [
                "release cidr 10.0.48.0/20", "release floating 203.0.113.0", "release table 257", "delete network db",
            ])
        #expect(plan.networks.map(\.description) == ["db"] && plan.tenants.map(\.description) == ["acme"])
        #expect(site.ledger.networks.count == 1)
        #expect(site.refusal(.deleteNetwork(try NetworkKey("db")))?.message == "no network db")
        try site.run(.deleteTenant(TenantName("acme")))
        #expect(site.ledger.allocations.isEmpty)
    }

    @Test("what is meant for one network of several is not guessed")
    mutating func ambiguous() throws {
        try site.run(PlannedSite.network("db", of: "acme"))
        let error = site.refusal(.allocate(AddressRequest(tenant: try TenantName("acme"), role: .floating)))
        #expect(error?.message == "network: tenant acme has more than one network: acme, db")
        #expect(error?.hint == "name one with --network")
    }

    @Test("a drained tenant goes with all of its networks")
    mutating func drain() throws {
        try site.run(PlannedSite.network("db", of: "acme"))
        try site.run(.drainTenant(TenantName("acme"), .seconds(60)))
        try site.run(.expire, at: 61)
        #expect(site.ledger.networks.isEmpty && site.ledger.tenants.isEmpty && site.ledger.allocations.isEmpty)
    }
}
