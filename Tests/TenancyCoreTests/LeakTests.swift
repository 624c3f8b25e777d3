// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Leaks")
struct LeakTests {
    var site: PlannedSite

    init() throws {
        site = try PlannedSite()
        try site.run(PlannedSite.tenant("provider", "10.0.0.0/24"))
        try site.run(PlannedSite.tenant("acme", "10.0.16.0/20"))
        try site.run(PlannedSite.tenant("blue", "10.0.32.0/20"))
    }

    private func routes(of network: String) -> [String] {
        site.kernel.networks.first { $0.key.description == network }?.leaks.map {
            "\($0.destination) dev \($0.ownerVRF) metric \($0.metric) leak \($0.leak) owner \($0.owner)"
        } ?? []
    }

    @Test("a leak both ways is a route into each of the two tables, and nothing else")
    mutating func both() throws {
        let plan = try site.run(
            PlannedSite.leak("dns", from: "provider", to: "acme", ["10.0.0.53/32"], both: true))
        #expect(plan.leak?.returned.map(\.description) == ["10.0.16.0/20"])
        #expect(plan.networks.map(\.description) == ["provider", "acme"])
        #expect(plan.tenants.map(\.description) == ["provider", "acme"])
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object): \($0.detail)" } == [
                "create leak dns: acme reaches 10.0.0.53/32 of provider, which reaches 10.0.16.0/20"
            ])
        #expect(routes(of: "acme") == ["10.0.0.53/32 dev tv-provider metric 200 leak dns owner provider"])
        #expect(routes(of: "provider") == ["10.0.16.0/20 dev tv-acme metric 200 leak dns owner acme"])
        #expect(routes(of: "blue") == [])
    }

    @Test("a leak one way is one route, and the way back may be narrower than the network")
    mutating func oneWay() throws {
        try site.run(PlannedSite.leak("ntp", from: "provider", to: "acme", ["10.0.0.0/28"]))
        try site.run(PlannedSite.leak("dns", from: "provider", to: "blue", ["10.0.0.53/32"], back: ["10.0.32.0/28"]))
        #expect(routes(of: "acme") == ["10.0.0.0/28 dev tv-provider metric 200 leak ntp owner provider"])
        #expect(routes(of: "provider") == ["10.0.32.0/28 dev tv-blue metric 200 leak dns owner blue"])
        try site.run(.deleteLeak(LeakName("ntp")))
        #expect(routes(of: "acme") == [])
    }

    @Test("a dry run shows the routes between VRFs that both stand")
    mutating func commands() throws {
        let before = site.kernel
        try site.run(PlannedSite.leak("dns", from: "provider", to: "acme", ["10.0.0.53/32"]))
        let route = "vrf tv-acme 10.0.0.53/32 dev tv-provider metric 200"
        #expect(site.kernel.commands(from: before) == ["ip route add \(route)"])
        #expect(before.commands(from: site.kernel) == ["ip route delete \(route)"])
        let whole = site.kernel.commands(from: KernelState(revision: 0, networks: []))
        #expect(whole.last == "ip route add \(route)" && whole.count > 3)
    }

    @Test(
        "what would open more than it says, or cannot work, is refused",
        arguments: [
            ("provider", "acme", "0.0.0.0/0", "prefix: 0.0.0.0/0 is a default route"),
            ("provider", "acme", "10.0.1.0/24", "prefix: 10.0.1.0/24 is not a part of network provider"),
            ("provider", "acme", "10.0.0.0/23", "prefix: 10.0.0.0/23 is not a part of network provider"),
            ("provider", "acme", "2001:db8::/64", "prefix: 2001:db8::/64 is not a part of network provider"),
            ("provider", "provider", "10.0.0.0/24", "to: network provider cannot leak to itself"),
            ("nobody", "acme", "10.0.0.0/24", "no network nobody"),
            ("provider", "shared", "10.0.0.0/24", "to: network shared is of connectivity egress-ip and has no VRF"),
            ("shared", "acme", "10.0.48.0/24", "from: network shared is of connectivity egress-ip and has no VRF"),
            ("provider", "twin", "10.0.0.0/25", "prefix: 10.0.0.0/25 overlaps cidr 10.0.0.0/24 of network twin itself"),
        ])
    mutating func refusals(source: String, target: String, prefix: String, message: String) throws {
        try site.run(PlannedSite.tenant("shared", "10.0.48.0/24", .egressIP))
        try site.run(PlannedSite.tenant("twin", "10.0.0.0/24"))
        let error = site.refusal(try PlannedSite.leak("bad", from: source, to: target, [prefix]))
        #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
        #expect(site.ledger.allLeaks.isEmpty)
    }

    @Test("a leak names its prefixes, each of them once")
    mutating func prefixes() throws {
        let none = site.refusal(try PlannedSite.leak("bad", from: "provider", to: "acme", []))
        #expect(none?.message == "prefix: a leak needs the prefixes that it shows")
        #expect(none?.hint?.contains("10.0.0.0/24") == true)
        let twice = site.refusal(
            try PlannedSite.leak("bad", from: "provider", to: "acme", ["10.0.0.0/25", "10.0.0.8/29"]))
        #expect(twice?.message == "prefix: 10.0.0.8/29 overlaps 10.0.0.0/25 of the same leak")
        try site.run(PlannedSite.leak("dns", from: "provider", to: "acme", ["10.0.0.53/32"]))
        let again = site.refusal(try PlannedSite.leak("dns", from: "provider", to: "blue", ["10.0.0.53/32"]))
        #expect(again?.code == .exists)
    }

    @Test("a provider shows the same prefix to many, and to each of them once")
    mutating func manyReaders() throws {
        try site.run(PlannedSite.leak("dns-acme", from: "provider", to: "acme", ["10.0.0.53/32"], both: true))
        try site.run(PlannedSite.leak("dns-blue", from: "provider", to: "blue", ["10.0.0.53/32"], both: true))
        let error = site.refusal(try PlannedSite.leak("again", from: "provider", to: "acme", ["10.0.0.0/26"]))
        #expect(
            error?.message
                == "prefix: 10.0.0.0/26 overlaps 10.0.0.53/32 of network provider, which leak dns-acme shows to network acme"
        )
    }

    @Test("two networks that show the same addresses cannot both be leaked, whoever reads them")
    mutating func leakedTwice() throws {
        try site.run(PlannedSite.tenant("twin", "10.0.0.0/24"))
        try site.run(PlannedSite.leak("one", from: "provider", to: "acme", ["10.0.0.0/25"]))
        let error = site.refusal(try PlannedSite.leak("two", from: "twin", to: "blue", ["10.0.0.64/26"]))
        #expect(
            error?.message
                == "prefix: 10.0.0.64/26 overlaps 10.0.0.0/25 of network provider, which leak one shows to network acme"
        )
        #expect(error?.hint == "tenancyctl leak show one")
        try site.run(PlannedSite.leak("two", from: "twin", to: "blue", ["10.0.0.128/25"]))
        // The way back counts as well.
        try site.run(PlannedSite.tenant("acme2", "10.0.16.0/20"))
        try site.run(PlannedSite.network("svc", of: "provider", "10.0.5.0/24"))
        try site.run(PlannedSite.leak("three", from: "svc", to: "acme", ["10.0.5.1/32"], both: true))
        let back = site.refusal(try PlannedSite.leak("four", from: "svc", to: "acme2", ["10.0.5.1/32"], both: true))
        #expect(
            back?.message
                == "returnPrefix: 10.0.16.0/20 overlaps 10.0.16.0/20 of network acme, which leak three shows to network svc"
        )
    }

    @Test(
        "a leaked prefix belongs to the shared scope: what is unique there cannot overlap it, and it overlaps nothing there"
    )
    mutating func sharedScope() throws {
        try site.run(PlannedSite.tenant("own", "172.16.0.0/16"))
        try site.run(PlannedSite.leak("svc", from: "own", to: "acme", ["172.16.8.0/24"]))
        let error = site.refusal(try PlannedSite.tenant("flat", "172.16.8.0/25", .egressIP))
        #expect(
            error?.message
                == "cidr: 172.16.8.0/25 overlaps 172.16.8.0/24 of network own, which leak svc shows to network acme")
        try site.run(PlannedSite.tenant("flat", "172.16.0.0/25", .egressIP))
        let shared = site.refusal(try PlannedSite.leak("more", from: "own", to: "blue", ["172.16.0.0/24"]))
        #expect(shared?.message == "prefix: 172.16.0.0/24 overlaps cidr 172.16.0.0/25 of tenant flat in scope shared")
        let settings = PlanSettings(reserved: [.init(name: "service", prefix: try Prefix(parsing: "172.16.9.0/24"))])
        let reserved = site.refusal(
            try PlannedSite.leak("more", from: "own", to: "blue", ["172.16.9.0/30"]), settings: settings)
        #expect(reserved?.message == "prefix: 172.16.9.0/30 overlaps 172.16.9.0/24, which is reserved as service")
    }

    @Test("what a leak joins cannot go before it")
    mutating func deletion() throws {
        try site.run(PlannedSite.network("db", of: "acme"))
        try site.run(PlannedSite.leak("dns", from: "provider", to: "acme", ["10.0.0.53/32"], both: true))
        let network = site.refusal(.deleteNetwork(try NetworkKey("acme")))
        #expect(network?.message == "cannot delete network acme: leak dns joins network acme with network provider")
        #expect(network?.hint == "tenancyctl leak delete dns")
        let tenant = site.refusal(.deleteTenant(try TenantName("provider")))
        #expect(tenant?.message == "cannot delete tenant provider: leak dns joins network provider with network acme")
        #expect(site.refusal(.drainTenant(try TenantName("acme"), .seconds(9)))?.code == .inUse)
        try site.run(.deleteLeak(LeakName("dns")))
        try site.run(.deleteNetwork(NetworkKey("acme")))
        try site.run(.deleteTenant(TenantName("provider")))
        #expect(site.refusal(.deleteLeak(try LeakName("dns")))?.message == "no leak dns")
    }

    @Test("a leak between a tenant's own networks goes with the tenant")
    mutating func ownLeak() throws {
        try site.run(PlannedSite.network("db", of: "acme", "10.0.64.0/24"))
        try site.run(PlannedSite.leak("inside", from: "db", to: "acme", ["10.0.64.0/24"], both: true))
        let plan = try site.run(.deleteTenant(TenantName("acme")))
        #expect(plan.steps.contains { $0.verb == .delete && $0.object == "leak inside" })
        #expect(site.ledger.allLeaks.isEmpty)
    }

    @Test("a tenant that drains gets no leak")
    mutating func draining() throws {
        try site.run(.drainTenant(TenantName("acme"), .seconds(60)))
        let error = site.refusal(try PlannedSite.leak("dns", from: "provider", to: "acme", ["10.0.0.53/32"]))
        #expect(error?.code == .inUse && error?.message.contains("draining") == true)
    }
}
