// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("What a dry run derives")
struct DifferenceTests {
    private func network(_ table: Int, vlan: Int = 100, gateway: String = "198.51.100.0") throws -> KernelNetwork {
        let key = NetworkKey(try TenantName("acme"))
        let provider = try IPAddress(parsing: gateway)
        let any = try #require(Prefix(holding: provider, length: 0))
        let any6 = try Prefix(parsing: "::/0")
        return KernelNetwork(
            key: key, vrf: .own(name: key.vrf, table: table),
            bridge: .init(
                name: key.bridge, addresses: [InterfaceAddress(address: try IPAddress(parsing: "10.0.0.1"), length: 24)]
            ),
            uplink: .init(
                name: key.uplink, parent: try InterfaceName("eno1"), vlan: vlan,
                addresses: [InterfaceAddress(address: try IPAddress(parsing: "198.51.100.1"), length: 31)]),
            routes: [
                .init(destination: any, target: .gateway(provider, device: key.uplink), metric: 200),
                .init(destination: any6, target: .unreachable, metric: 4_278_198_272),
            ])
    }

    private func state(_ networks: KernelNetwork...) -> KernelState { KernelState(revision: 1, networks: networks) }

    @Test("a new network is made from its VRF to its routes, and taken away by its devices")
    func wholeNetwork() throws {
        let acme = state(try network(256))
        #expect(
            acme.commands(from: state()) == [
                "ip link add name tv-acme type vrf table 256",
                "ip link add name tb-acme master tv-acme type bridge",
                "ip address add 10.0.0.1/24 dev tb-acme",
                "ip link add link eno1 name tu-acme master tv-acme type vlan id 100",
                "ip address add 198.51.100.1/31 dev tu-acme",
                "ip route add vrf tv-acme default via 198.51.100.0 dev tu-acme metric 200",
                "ip -6 route add vrf tv-acme unreachable default metric 4278198272",
            ])
        #expect(
            state().commands(from: acme) == [
                "ip link delete tu-acme", "ip link delete tb-acme", "ip link delete tv-acme",
            ])
        #expect(acme.commands(from: acme) == [])
    }

    @Test("a part that changes is replaced with what stands on it, and the rest stays")
    func part() throws {
        let before = state(try network(256))
        #expect(
            state(try network(256, vlan: 101)).commands(from: before) == [
                "ip link delete tu-acme", "ip link add link eno1 name tu-acme master tv-acme type vlan id 101",
                "ip address add 198.51.100.1/31 dev tu-acme",
                "ip route add vrf tv-acme default via 198.51.100.0 dev tu-acme metric 200",
            ])
        #expect(
            state(try network(256, gateway: "198.51.100.2")).commands(from: before) == [
                "ip route delete vrf tv-acme default via 198.51.100.0 dev tu-acme metric 200",
                "ip route add vrf tv-acme default via 198.51.100.2 dev tu-acme metric 200",
            ])
    }

    @Test(
        "an own VRF refuses its CIDRs where its bridge does not answer for them, and OVN-Kubernetes' VRF is left to it")
    func aggregates() throws {
        var site = try PlannedSite()
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24"))
        let routes = try #require(site.kernel.networks.first).routes.filter { $0.target == .unreachable }
        #expect(routes.map(\.destination.description).sorted() == ["0.0.0.0/0", "10.0.0.0/24", "::/0"])
        #expect(routes.allSatisfy { $0.metric == KernelNetwork.rejectMetric })
        var request = TenantRequest(name: try TenantName("blue"))
        request.connectivity = .vrfLite
        request.cidrs = [try Prefix(parsing: "10.0.1.0/24")]
        request.uplink = try InterfaceName("eno1")
        request.bgpASN = 64_513
        try site.run(.createTenant(request))
        #expect(site.kernel.networks.last?.routes.contains { $0.target == .unreachable } == false)
    }

    @Test("two trees differ in the files that came, went or changed")
    func trees() {
        var before = ManifestTree()
        (before["a"], before["b"], before["c"]) = ([1], [2], [3])
        var after = before
        (after["a"], after["b"], after["d"]) = (nil, [9], [4])
        #expect(
            after.changes(from: before) == [
                .init(.removed, "a"), .init(.changed, "b"), .init(.added, "d"),
            ])
        #expect(after.changes(from: after) == [])
    }
}
