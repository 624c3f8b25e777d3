// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("What MetalLB announces")
struct AnnouncementTests {
    var site: PlannedSite

    init() throws {
        site = try PlannedSite()
        try site.pool("six", .public, "2001:db8::/120")
    }

    private func settings(_ type: ClusterSettings.MetalLBBGPType) throws -> PlanSettings {
        var settings = PlanSettings(defaultUplink: try InterfaceName("eno1"), defaultPeerASN: 64_513)
        settings.metalLBBGPType = type
        settings.fabricPeers = [.init(asn: 64_513, peer: try IPAddress(parsing: "198.51.100.1"))]
        return settings
    }

    private func tenant(
        _ connectivity: Connectivity, peer: String? = nil, _ announcement: NetworkSpec.Announcement? = .bgp,
        v6: Int = 0
    ) throws -> Command {
        var request = TenantRequest(name: try TenantName("acme"))
        request.connectivity = connectivity
        request.cidrs = [try Prefix(parsing: "10.0.16.0/20")]
        request.network.bgpPeer = try peer.map { try IPAddress(parsing: $0) }
        request.network.announcement = announcement
        request.publicAddresses = [.ipv6: v6]
        return .createTenant(request)
    }

    @Test(
        "a session that MetalLB cannot have is refused, by what it speaks BGP with",
        arguments: [
            (.frr, .vrfLite, nil, "FRR-K8s has the session with 192.0.2.0, and MetalLB would open a second one"),
            (
                .frr, .egressIP, "198.51.100.1",
                "FRR-K8s has the session with 198.51.100.1, and MetalLB would open a second one"
            ),
            (.frr, .hostVRF, nil, nil), (.frr, .egressIP, "198.51.100.9", nil),
            (.native, .vrfLite, nil, "MetalLB's own BGP knows no VRF"),
            (.native, .hostVRF, nil, "MetalLB's own BGP knows no VRF"),
            (
                .native, .egressIP, "2001:db8:9::1",
                "MetalLB's own BGP knows no IPv6, and the peer is 2001:db8:9::1"
            ),
            (.native, .egressIP, "198.51.100.9", nil), (.frrK8s, .vrfLite, nil, nil),
            (.frrK8s, .egressIP, "198.51.100.1", nil),
        ] as [(ClusterSettings.MetalLBBGPType, Connectivity, String?, String?)])
    mutating func session(
        type: ClusterSettings.MetalLBBGPType, connectivity: Connectivity, peer: String?, reason: String?
    ) throws {
        let settings = try settings(type)
        let error = site.refusal(try tenant(connectivity, peer: peer), settings: settings)
        #expect(error?.message == reason.map { "announce: \($0)" })
        guard error != nil else { return }
        #expect(error?.field == "announce" && error?.hint?.contains("frr-k8s") == true)
        try site.run(tenant(connectivity, peer: peer, .l2), settings: settings)
    }

    @Test("IPv6 addresses are not taken for a network whose addresses MetalLB's own BGP announces")
    mutating func ipv6() throws {
        let settings = try settings(.native)
        let reason = "MetalLB's own BGP knows no IPv6, as of 2001:db8::"
        let peer = "198.51.100.9"
        #expect(
            site.refusal(try tenant(.egressIP, peer: peer, v6: 1), settings: settings)?.message
                == "publicIPsV6: \(reason)")
        try site.run(tenant(.egressIP, peer: peer), settings: settings)
        let acme = try TenantName("acme")
        let more = Command.allocate(AddressRequest(tenant: acme, role: .floating, families: [.ipv6]))
        #expect(site.refusal(more, settings: settings)?.message == "family: \(reason)")
        // One that is kept for later is announced by nobody.
        try site.run(.allocate(AddressRequest(tenant: acme, role: .reserved, families: [.ipv6])), settings: settings)
        var document = TenantRequest(name: acme)
        document.network.announcement = .l2
        try site.run(.apply(ApplyRequest([.tenant(document)])), settings: settings)
        try site.run(more, settings: settings)
        document.network.announcement = .bgp
        #expect(
            site.refusal(.apply(ApplyRequest([.tenant(document)])), settings: settings)?.message
                == "Tenant acme: announce: MetalLB's own BGP knows no IPv6, as of 2001:db8::1")
        document.network.announcement = .l2
        document.publicAddresses = [.ipv6: 2]
        try site.run(.apply(ApplyRequest([.tenant(document)])), settings: settings)
    }
}
