// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Networks that OVN-Kubernetes connects")
struct ConnectionTests {
    var site: PlannedSite
    private let settings: PlanSettings

    init() throws {
        site = try PlannedSite()
        var settings = PlanSettings(defaultUplink: try InterfaceName("eno1"), defaultPeerASN: 64_513)
        settings.features = [.networkConnect]
        settings.connectRanges = [try Prefix(parsing: "10.255.0.0/23"), try Prefix(parsing: "fd0f:ffff::/64")]
        self.settings = settings
        try site.run(PlannedSite.tenant("services", "10.0.0.0/24", .egressIP), settings: settings)
        try site.run(PlannedSite.tenant("acme", "10.0.16.0/20", .egressIP), settings: settings)
        try site.run(PlannedSite.tenant("blue", "10.0.32.0/20", .vrfLite), settings: settings)
        try site.run(PlannedSite.tenant("coral", "10.0.48.0/20", .hostVRF), settings: settings)
    }

    private static func request(
        _ name: String, from source: String, to target: String, _ reach: Set<Leak.Reach> = [.services],
        prefixes: [String] = []
    ) throws -> LeakRequest {
        var request = LeakRequest(
            name: try LeakName(name), source: try NetworkKey(source), target: try NetworkKey(target))
        request.connects = reach
        request.prefixes = try prefixes.map { try Prefix(parsing: $0) }
        return request
    }

    @Test("a connection shows all of both networks, is numbered from the declared range, and is nothing in the kernel")
    mutating func made() throws {
        let plan = try site.run(
            .createLeak(Self.request("registry", from: "services", to: "acme", [.services, .pods])),
            settings: settings)
        let leak = try #require(plan.leak)
        #expect(leak.prefixes.map(\.description) == ["10.0.0.0/24"])
        #expect(leak.returned.map(\.description) == ["10.0.16.0/20"])
        #expect(leak.connection?.reach == [.pods, .services])
        #expect(leak.connection?.subnets.map(\.description) == ["10.255.0.0/24"])
        #expect(plan.steps.map(\.detail) == ["pods and services of services and acme meet"])
        #expect(plan.tenants.map(\.description) == ["services", "acme"])
        #expect(site.kernel.networks.allSatisfy { $0.leaks.isEmpty })
        let next = try site.run(
            .createLeak(Self.request("registry-b", from: "services", to: "blue")), settings: settings)
        #expect(next.leak?.connection?.subnets.map(\.description) == ["10.255.1.0/24"])
        let full = site.refusal(try .createLeak(Self.request("x", from: "acme", to: "blue")), settings: settings)
        #expect(full?.code == .exhausted)
        #expect(full?.message == "connect: every subnet of 10.255.0.0/23 is the one of a leak")
        try site.run(.deleteLeak(LeakName("registry")), settings: settings)
        let again = try site.run(.createLeak(Self.request("x", from: "acme", to: "blue")), settings: settings)
        #expect(again.leak?.connection?.subnets.map(\.description) == ["10.255.0.0/24"])
    }

    @Test("what OVN-Kubernetes would not connect is refused, with what can be had instead")
    mutating func refused() throws {
        try site.run(PlannedSite.tenant("cyan", "10.0.64.0/20", .vrfLite), settings: settings)
        try site.run(PlannedSite.tenant("twin", "10.0.0.128/25", .vrfLite), settings: settings)
        try site.run(
            .createPool(
                PoolRequest(
                    name: try PoolName("public6"), kind: .public,
                    range: try Extent(parsingAddresses: "2001:db8:f::/120"), quarantine: .seconds(60))))
        try site.run(PlannedSite.tenant("six", "2001:db8:1::/64", .egressIP), settings: settings)
        let cases: [(LeakRequest, field: String, message: String, hint: String)] = try [
            (
                Self.request("a", from: "services", to: "coral"), "to",
                "to: network coral is of connectivity host-vrf, and OVN-Kubernetes connects no such networks",
                "--prefix PREFIX"
            ),
            (
                Self.request("a", from: "blue", to: "cyan"), "connect",
                "connect: both networks are vrf-lite, and OVN-Kubernetes connects no two networks that BGP advertises (ovn-kubernetes#6332)",
                "--prefix PREFIX --both"
            ),
            (
                Self.request("a", from: "services", to: "acme", prefixes: ["10.0.0.53/32"]), "prefix",
                "prefix: OVN-Kubernetes joins whole networks and knows no prefixes", "all of both networks meet"
            ),
            (
                Self.request("a", from: "services", to: "six"), "to",
                "to: network services has IPv4, network six has IPv6: connected networks have the same families", ""
            ),
            (
                Self.request("a", from: "services", to: "twin"), "prefix",
                "prefix: 10.0.0.0/24 overlaps cidr 10.0.0.128/25 of network twin itself", "addresses differ"
            ),
            (Self.request("a", from: "acme", to: "acme"), "to", "to: network acme cannot leak to itself", ""),
        ]
        for (request, field, message, hint) in cases {
            let error = site.refusal(.createLeak(request), settings: settings)
            #expect(error?.message == message)
            #expect(error?.field == field)
            #expect(hint.isEmpty || error?.hint?.contains(hint) == true, "\(error?.hint ?? "none")")
        }
        #expect(site.ledger.allLeaks.isEmpty)
    }

    @Test("without the declared feature, or without a range for the links, there is no connection")
    mutating func undeclared() throws {
        let command = Command.createLeak(try Self.request("registry", from: "services", to: "acme"))
        var without = settings
        without.features = []
        let undeclared = site.refusal(command, settings: without)
        #expect(undeclared?.message == "connect: the cluster is not declared to have cluster-network-connect")
        #expect(undeclared?.hint?.contains("OVN-Kubernetes 1.2") == true)
        without = settings
        without.connectRanges = [try Prefix(parsing: "fd0f:ffff::/64")]
        let unnumbered = site.refusal(command, settings: without)
        #expect(unnumbered?.message == "connect: there is no IPv4 range for the links of connected networks")
        #expect(unnumbered?.hint == "add a prefix to cluster.connectSubnets in the configuration")
    }

    @Test("two connections of the same networks would own one way")
    mutating func twice() throws {
        try site.run(.createLeak(Self.request("a", from: "services", to: "acme")), settings: settings)
        for (source, target) in [("services", "acme"), ("acme", "services")] {
            let error = site.refusal(
                try .createLeak(Self.request("b", from: source, to: target, [.pods])), settings: settings)
            #expect(error?.code == .overlap)
        }
    }

    @Test("a document that differs changes what meets and keeps the numbers, and an equal one changes nothing")
    mutating func applied() throws {
        let request = try Self.request("registry", from: "services", to: "acme")
        try site.run(.createLeak(request), settings: settings)
        try site.run(.createLeak(Self.request("other", from: "services", to: "blue")), settings: settings)
        let same = try site.run(.apply(ApplyRequest([.leak(request)])), settings: settings)
        #expect(same.steps.isEmpty)
        var shown = request
        shown.prefixes = [try Prefix(parsing: "10.0.0.0/24")]
        shown.returned = [try Prefix(parsing: "10.0.16.0/20")]
        #expect(try site.run(.apply(ApplyRequest([.leak(shown)])), settings: settings).steps.isEmpty)
        let more = try Self.request("registry", from: "services", to: "acme", [.services, .pods])
        let plan = try site.run(.apply(ApplyRequest([.leak(more)])), settings: settings)
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.detail)" } == [
                "update pods and services of services and acme meet"
            ])
        let leak = try #require(site.ledger.leak(LeakName("registry")))
        #expect(leak.connection?.subnets.map(\.description) == ["10.255.0.0/24"])
    }

    @Test("who is offered something is let in, and who offers it is not let in by the way of the answers")
    mutating func neighborhoods() throws {
        try site.run(PlannedSite.tenant("delta", "10.0.80.0/20", .hostVRF), settings: settings)
        try site.run(PlannedSite.leak("dns", from: "coral", to: "delta", ["10.0.48.53/32"], both: true))
        try site.run(.createLeak(Self.request("registry", from: "services", to: "acme")), settings: settings)
        let plan = PlanSnapshot(
            revision: 1, tenants: site.ledger.tenantNames().compactMap(site.ledger.tenant), leaks: site.ledger.leaks())
        let all = Neighborhood.all(in: plan)
        func texts(_ key: String, _ prefixes: KeyPath<Neighborhood, [Prefix]>) throws -> [String] {
            all[try NetworkKey(key)]?[keyPath: prefixes].map(\.description) ?? []
        }
        #expect(try texts("coral", \.admitted) == ["10.0.80.0/20"])
        #expect(try texts("coral", \.reached) == ["10.0.80.0/20"])
        #expect(try texts("delta", \.admitted) == [])
        #expect(try texts("delta", \.reached) == ["10.0.48.53/32"])
        #expect(try texts("services", \.admitted) == ["10.0.16.0/20"])
        #expect(try texts("acme", \.admitted) == ["10.0.0.0/24"])
        #expect(
            all[try NetworkKey("services")]?.connections.map { $0.cudns.map(\.description) } == [
                ["acme-g1", "services-g1"]
            ])
        #expect(all[try NetworkKey("acme")]?.connections.isEmpty == true)
        #expect(all[try NetworkKey("blue")] == nil)
    }
}
