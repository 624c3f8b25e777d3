// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Networks of an EVPN fabric")
struct FabricTests {
    var site: PlannedSite
    private let settings: PlanSettings

    init() throws {
        site = try PlannedSite()
        var settings = PlanSettings(defaultUplink: try InterfaceName("eno1"), defaultPeerASN: 64_513)
        settings.features = [.evpn]
        self.settings = settings
        try site.run(
            .createPool(
                PoolRequest(
                    name: try PoolName("vnis"), kind: .vni, range: try Extent(parsingNumbers: "10000-10003"),
                    quarantine: .seconds(60))))
    }

    @Test("a Layer2 network takes a number for its segment and one for its routes, a Layer3 network one")
    mutating func numbers() throws {
        let plan = try site.run(PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), settings: settings)
        let network = try #require(site.ledger.network(NetworkKey("acme")))
        #expect(network.spec.evpn == NetworkSpec.EVPN(macVNI: 10_000, ipVNI: 10_001))
        #expect(network.cudn?.description == "acme-g1" && network.vrf == nil && network.vlan == nil)
        #expect(network.spec.uplinkParent == nil && network.links.isEmpty && network.spec.announcement == .l2)
        #expect(
            plan.steps.filter { $0.object.hasPrefix("vni") }.map { "\($0.object) \($0.detail)" } == [
                "vni 10000 pool vnis, of the MAC-VRF", "vni 10001 pool vnis, of the IP-VRF",
            ])
        try site.run(
            PlannedSite.network("acme-3", of: "acme", "10.0.4.0/22", .evpn) { $0.extras.topology = .layer3 },
            settings: settings)
        #expect(
            site.ledger.network(try NetworkKey("acme-3"))?.spec.evpn == NetworkSpec.EVPN(macVNI: nil, ipVNI: 10_002))
        #expect(site.kernel.networks.isEmpty)
        // Two networks of the fabric may have equal CIDRs.
        let full = site.refusal(try PlannedSite.tenant("blue", "10.0.0.0/24", .evpn), settings: settings)
        #expect(full?.code == .exhausted, "\(String(describing: full))")
    }

    @Test("the numbers are the network's for life, and free with it")
    mutating func release() throws {
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), settings: settings)
        let error = site.refusal(.release(AddressRelease(value: 10_000, pool: try PoolName("vnis"))))
        #expect(
            error?.message
                == "cannot release 10000: network acme is known by it in the EVPN fabric and keeps it for life")
        var more = AddressRequest(tenant: try TenantName("acme"), role: .vni)
        more.count = 1
        try site.run(.allocate(more))
        try site.run(.release(AddressRelease(value: 10_002, pool: try PoolName("vnis"))))
        #expect(site.ledger.network(try NetworkKey("acme"))?.spec.evpn?.numbers == [10_000, 10_001])
        try site.run(.deleteTenant(TenantName("acme")))
        try site.run(PlannedSite.tenant("blue", "10.0.0.0/24", .evpn), settings: settings, at: 3600)
    }

    @Test("what a fabric does not have, or the cluster is not declared to do, is refused")
    mutating func refused() throws {
        var shared = PlanSettings(isLocalGateway: false)
        shared.features = [.evpn]
        let cases: [(Command, PlanSettings, String)] = try [
            (
                PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), PlanSettings(),
                "connectivity: the cluster is not declared to have evpn"
            ),
            (
                PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), shared,
                "connectivity: evpn needs OVN-Kubernetes in local gateway mode"
            ),
            (
                PlannedSite.network("x", of: "base", "10.1.0.0/24", .evpn) { $0.uplink = try InterfaceName("eno1") },
                settings, "uplink: an evpn network has no uplink of its own"
            ),
            (
                PlannedSite.network("x", of: "base", "10.1.0.0/24", .evpn) { $0.egressPool = try PoolName("public") },
                settings, "egressPool: an evpn network has no egress address"
            ),
            (
                PlannedSite.network("x", of: "base", "10.1.0.0/24", .evpn) { $0.extras.egressServices = ["x/web"] },
                settings, "options.egressServices: OVN-Kubernetes has no EgressService for networks of its own"
            ),
        ]
        try site.run(PlannedSite.tenant("base", "10.2.0.0/24"))
        for (command, settings, message) in cases {
            #expect(site.refusal(command, settings: settings)?.message == message)
        }
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), settings: settings)
        let leak = site.refusal(try PlannedSite.leak("dns", from: "base", to: "acme", ["10.2.0.53/32"]))
        #expect(leak?.message == "to: network acme is of connectivity evpn and has no VRF of the node's")
        var connect = LeakRequest(
            name: try LeakName("dns"), source: try NetworkKey("acme"), target: try NetworkKey("base"))
        connect.connects = [.pods]
        var both = settings
        both.features.insert(.networkConnect)
        #expect(
            site.refusal(.createLeak(connect), settings: both)?.message
                == "from: network acme is of connectivity evpn, and OVN-Kubernetes connects no such networks")
    }

    @Test("route targets are of the number that was configured when the network was made, and stay")
    mutating func targets() throws {
        var first = settings
        first.routeTargetASN = 64_512
        var second = settings
        second.routeTargetASN = 65_000
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), settings: first)
        var request = NetworkRequest(key: try NetworkKey("acme"), tenant: try TenantName("acme"))
        request.namespaces = [try NamespaceName("acme"), try NamespaceName("acme-b")]
        try site.run(.apply(ApplyRequest([.network(request)])), settings: second)
        #expect(site.ledger.network(try NetworkKey("acme"))?.spec.evpn?.routeTarget(10_001) == "64512:10001")
        try site.run(PlannedSite.tenant("blue", "10.0.0.0/24", .evpn), settings: second)
        #expect(site.ledger.network(try NetworkKey("blue"))?.spec.evpn?.routeTarget(10_002) == "65000:10002")
    }

    @Test("a session with a speaker of the fabric has its AS number")
    mutating func peers() throws {
        var fabric = settings
        let speaker = try IPAddress(parsing: "192.0.2.200")
        fabric.fabricPeers = [NetworkSpec.BGP(asn: 64_600, peer: speaker)]
        func command(_ asn: UInt32) throws -> Command {
            try PlannedSite.network("x", of: "base", "10.1.0.0/24", .evpn) {
                $0.announcement = .bgp
                $0.bgpPeer = speaker
                $0.bgpASN = asn
            }
        }
        try site.run(PlannedSite.tenant("base", "10.2.0.0/24"))
        let error = site.refusal(try command(64_601), settings: fabric)
        #expect(error?.message == "bgpASN: 192.0.2.200 is a speaker of the EVPN fabric with AS number 64600")
        #expect(error?.hint == "use --bgp-asn 64600")
        try site.run(command(64_600), settings: fabric)
    }

    @Test("a document of the network is unchanged, and keeps its numbers when something else changes")
    mutating func applied() throws {
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24", .evpn), settings: settings)
        var request = NetworkRequest(key: try NetworkKey("acme"), tenant: try TenantName("acme"))
        request.connectivity = .evpn
        request.cidrs = [try Prefix(parsing: "10.0.0.0/24")]
        let document = ApplyRequest.Document.network(request)
        #expect(try site.run(.apply(ApplyRequest([document])), settings: settings).steps.isEmpty)
        request.namespaces = [try NamespaceName("acme"), try NamespaceName("acme-b")]
        try site.run(.apply(ApplyRequest([.network(request)])), settings: settings)
        let network = try #require(site.ledger.network(NetworkKey("acme")))
        #expect(network.spec.evpn?.numbers == [10_000, 10_001] && network.spec.namespaces.count == 2)
    }
}
