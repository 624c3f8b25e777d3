// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Uplinks")
struct UplinkTests {
    var site: PlannedSite

    init() throws {
        site = try PlannedSite()
        try site.run(PlannedSite.tenant("acme", "10.0.16.0/20"))
    }

    private static func network(_ name: String, _ uplink: String?, _ vlan: NetworkRequest.VLAN?, mtu: Int? = nil) throws
        -> Command
    {
        try PlannedSite.network(name, of: "acme", "10.0.32.0/20") {
            $0.uplink = try uplink.map { try InterfaceName($0) }
            $0.vlan = vlan
            $0.mtu = mtu
        }
    }

    @Test("an interface is given to a network whole: no VLAN is taken, addresses and routes are on the interface")
    mutating func whole() throws {
        let plan = try site.run(Self.network("db", "eno2", .absent, mtu: 9000))
        let network = try #require(plan.network)
        #expect(network.vlan == nil && network.uplink?.description == "eno2" && network.spec.mtu == 9000)
        #expect(
            plan.steps.map { "\($0.verb.rawValue) \($0.object)" } == [
                "create network db", "allocate cidr 10.0.32.0/20", "allocate interface eno2",
                "allocate transit 192.0.2.0/31", "allocate table 257",
            ])
        let kernel = try #require(site.kernel.networks.first { $0.key == network.key })
        #expect(kernel.uplink?.kind == .interface && kernel.uplink?.name.description == "eno2")
        #expect(kernel.uplink?.mtu == 9000 && kernel.uplink?.addresses.map(\.description) == ["192.0.2.1/31"])
        #expect(
            kernel.routes.first?.target
                == .gateway(try IPAddress(parsing: "192.0.2.0"), device: try InterfaceName("eno2")))

        try site.run(.deleteNetwork(NetworkKey("db")))
        try site.run(Self.network("web", "eno2", .id(100)))
        #expect(site.ledger.network(try NetworkKey("web"))?.uplink?.description == "tu-web")
    }

    @Test(
        "one network has an interface for itself, or any number have VLANs on it, and never what the node itself uses")
    mutating func exclusive() throws {
        try site.run(Self.network("db", "eno2", .absent))
        try site.run(Self.network("web", "eno3", .auto))
        try site.run(Self.network("mail", "eno3", .auto))
        var settings = PlanSettings(defaultUplink: try InterfaceName("eno1"))
        settings.nodeAddresses = [NodeAddress(address: try IPAddress(parsing: "198.51.100.7"), interface: "eno9")]
        let cases: [(uplink: String?, vlan: NetworkRequest.VLAN?, code: TenancyError.Code, message: String)] = [
            ("eno2", .absent, .overlap, "uplink: interface eno2 is given whole to network db"),
            ("eno2", .auto, .overlap, "uplink: interface eno2 is given whole to network db"),
            ("eno2", .id(150), .overlap, "uplink: interface eno2 is given whole to network db"),
            ("eno3", .absent, .overlap, "uplink: interface eno3 carries the VLAN of network mail"),
            (nil, .absent, .invalid, "uplink: eno1 carries the VLANs of networks (node.uplink of the configuration)"),
            (
                "eno1", .absent, .invalid,
                "uplink: eno1 carries the VLANs of networks (node.uplink of the configuration)"
            ),
            ("eno9", .absent, .overlap, "uplink: eno9 is the node's own: it has address 198.51.100.7"),
            ("lo", .absent, .invalid, "uplink: lo is no interface towards a provider"),
            ("tu-web", .absent, .invalid, "uplink: tu-web is no interface towards a provider"),
        ]
        for (uplink, vlan, code, message) in cases {
            let error = site.refusal(try Self.network("new", uplink, vlan), settings: settings)
            #expect(
                error?.code == code && error?.message == message && error?.field == "uplink",
                "\(String(describing: error))")
            #expect(error?.hint != nil)
        }
        #expect(site.ledger.network(try NetworkKey("new")) == nil)
        let none = site.refusal(try Self.network("new", nil, .absent))
        #expect(none?.message == "vlan: there is no uplink")
    }

    @Test("an MTU needs an uplink, is what IPv6 can use, and comes before the node's")
    mutating func mtu() throws {
        for wrong in [0, -1, 1279, 65_536, Int.max] {
            let error = site.refusal(try Self.network("db", "eno1", .auto, mtu: wrong))
            #expect(error?.message == "mtu: \(wrong) is not from 1280, the least that IPv6 needs, to 65535")
        }
        #expect(site.refusal(try Self.network("db", nil, nil, mtu: 1500))?.message == "mtu: there is no uplink")
        let egress = try PlannedSite.network("db", of: "acme", "10.0.32.0/20", .egressIP) { $0.mtu = 1500 }
        #expect(site.refusal(egress)?.message == "mtu: an egress-ip network has no uplink of its own")
        try site.run(Self.network("db", "eno1", .auto, mtu: 1400))
        try site.run(Self.network("web", "eno1", .auto))
        let snapshot = PlanSnapshot(revision: 1, tenants: site.ledger.tenantNames().compactMap(site.ledger.tenant))
        let mtus = KernelState(snapshot, uplinkMTU: 9000).networks.compactMap { $0.uplink?.mtu }
        #expect(mtus == [1400, 9000])
    }

    @Test("a dry run shows that the interface joins and leaves, and that an MTU alone changes nothing else")
    mutating func difference() throws {
        let before = site.kernel
        try site.run(Self.network("db", "eno2", .absent))
        let after = site.kernel
        #expect(
            after.commands(from: before).filter { $0.contains("eno2") } == [
                "ip link set eno2 master tv-db", "ip address add 192.0.2.1/31 dev eno2",
                "ip route add vrf tv-db default via 192.0.2.0 dev eno2 metric 200",
            ])
        #expect(
            before.commands(from: after) == [
                "ip address delete 192.0.2.1/31 dev eno2", "ip link set eno2 nomaster", "ip link delete tb-db",
                "ip link delete tv-db",
            ])
        try site.run(Self.network("web", "eno1", .auto))
        let plain = site.kernel
        let snapshot = PlanSnapshot(revision: 1, tenants: site.ledger.tenantNames().compactMap(site.ledger.tenant))
        let larger = KernelState(snapshot, uplinkMTU: 9000)
        #expect(larger.commands(from: plain) == ["ip link set eno2 mtu 9000", "ip link set tu-web mtu 9000"])
        #expect(plain.commands(from: larger) == [])
    }
}
