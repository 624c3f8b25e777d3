// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("An interface of the node as uplink")
struct GivenInterfaceTests {
    private static func machine(isUp: Bool = true) -> ModelKernel {
        var machine = Sample.machine()
        machine.add("eno2", isUp: isUp)
        return machine
    }

    private static func network(mtu: Int? = nil) throws -> KernelNetwork {
        try Sample.given("eno2", to: Sample.own(), mtu: mtu)
    }

    @Test("a mark says whose the interface is and how it was, and what is written another way is none")
    func mark() throws {
        for key in ["acme", "a-b", "x-mtu1-up"] {
            let given = GivenInterface(network: try NetworkKey(key), mtu: 9000, wasUp: key == "acme")
            var link = NetworkLink(index: 2, name: "eno2")
            link.alternativeNames = ["enp3s0f1", given.mark]
            #expect(GivenInterface(link) == given)
        }
        for mark in [
            "tenancy-acme-mtu1500-maybe", "tenancy-acme-mtu01500-up", "tenancy--mtu1500-up", "tenancy-mtu1500-up",
            "tenancy-acme-up", "enp3s0", "tenancy-acme-mtu99999999999-up",
        ] {
            var link = NetworkLink(index: 2, name: "eno2")
            link.alternativeNames = [mark]
            #expect(GivenInterface(link) == nil, "\(mark)")
        }
    }

    @Test("it is marked, fenced, put into the VRF and used, and nothing is written again")
    func taken() throws {
        var engine = KernelEngine(Self.machine(isUp: false))
        let report = engine.apply(try Self.network(mtu: 1400))
        #expect(report.failures == [])
        let own = report.changes.filter { $0.contains("eno2") }
        #expect(
            own == [
                "ip link property add dev eno2 altname tenancy-acme-mtu1500-down",
                "ip rule add priority 1001 iif eno2 unreachable protocol 201",
                "ip -6 rule add priority 1001 iif eno2 unreachable protocol 201", "ip link set eno2 mtu 1400",
                "ip link set eno2 master tv-acme", "ip link set eno2 up",
                "ip address add 10.99.0.1/31 dev eno2 proto 201", "ip address add fd99::1/127 dev eno2 proto 201 nodad",
                "ip route add default via 10.99.0.0 dev eno2 table 300 proto 201 metric 200",
                "ip -6 route add default via fd99:: dev eno2 table 300 proto 201 metric 200",
            ], "\(own)")
        #expect(engine.kernel.link("eno2")?.alias == nil && engine.kernel.link("eno2")?.group == 0)
        #expect(engine.apply(try Self.network(mtu: 1400)).changes == [])
        var restarted = KernelEngine(engine.kernel)
        #expect(restarted.apply(try Self.network(mtu: 1400)).changes == [])
        #expect(engine.kernel.breaches == [])
    }

    @Test("it is given back as it was", arguments: [true, false])
    func returned(isUp: Bool) throws {
        let machine = Self.machine(isUp: isUp)
        var engine = KernelEngine(machine)
        #expect(engine.apply(try Self.network(mtu: 1400)).failures == [])
        let report = engine.apply()
        #expect(report.failures == [])
        #expect(engine.kernel.links == machine.links)
        #expect(engine.kernel.addresses == machine.addresses && engine.kernel.routes == machine.routes)
        // The first VRF of all leaves the kernel's own rule behind (S15).
        #expect(engine.kernel.rules[.ipv6]?.filter { $0.priority != 1000 } == machine.rules[.ipv6])
        #expect(!report.changes.contains { $0.hasPrefix("ip link delete eno2") })
        #expect(engine.apply().changes == [])
        #expect(engine.kernel.breaches == [])
    }

    @Test("whenever the daemon is killed while it takes or gives back, the next one ends what was begun")
    func killed() throws {
        let machine = Self.machine(isUp: false)
        var whole = KernelEngine(machine)
        _ = whole.apply(try Self.network(mtu: 1400))
        let taking = whole.kernel.writes
        _ = whole.apply()
        for number in 1...whole.kernel.writes {
            var kernel = machine
            kernel.fault = (number, .lostAnswer)
            var first = KernelEngine(kernel)
            _ = first.apply(try Self.network(mtu: 1400))
            if number > taking { _ = first.apply() }
            var second = KernelEngine(first.kernel)
            if number <= taking {
                #expect(second.apply(try Self.network(mtu: 1400)).failures == [], "\(number)")
                #expect(second.kernel.link("eno2")?.master != nil)
            }
            #expect(second.apply().failures == [], "\(number)")
            #expect(second.kernel.links.map(\.name) == machine.links.map(\.name), "\(number)")
            #expect(second.kernel.link("eno2") == machine.link("eno2"), "\(number)")
            #expect(!second.kernel.rules.values.joined().contains { $0.entry == "eno2" }, "\(number)")
            #expect(second.kernel.breaches == [], "\(number)")
        }
    }

    @Test(
        "whatever write the kernel refuses, the node's interface is not cut off outside of a VRF, and all is well when it takes it"
    )
    func refused() throws {
        let machine = Self.machine()
        var whole = KernelEngine(machine)
        _ = whole.apply(try Self.network())
        for number in 1...whole.kernel.writes {
            var kernel = machine
            kernel.fault = (number, .refusal(1))
            var engine = KernelEngine(kernel)
            _ = engine.apply(try Self.network())
            let isMarked = engine.kernel.link("eno2").flatMap(GivenInterface.init) != nil
            #expect(isMarked || !engine.kernel.rules.values.joined().contains { $0.entry == "eno2" }, "\(number)")
            #expect(engine.apply(try Self.network()).failures == [], "\(number)")
            #expect(engine.apply().failures == [])
            #expect(engine.kernel.links == machine.links)
            #expect(engine.kernel.breaches == [], "\(number)")
        }
    }

    @Test("what is in use is not taken, nothing of it is written, and it is taken as soon as it is free")
    func obstacles() throws {
        let cases: [(String, (inout ModelKernel) -> Void)] = [
            (
                "it has address 192.0.2.7/24, which is not ours",
                { machine in
                    machine.addresses.append(
                        AssignedAddress(
                            device: 3, prefix: InternetPrefix(InternetAddress(ipv4: 0xc000_0207), length: 24)))
                }
            ),
            (
                "it has a default route of the node",
                { $0.routes.append(Route(destination: .any(.ipv6), table: 254, device: 3, protocolID: 4)) }
            ),
            (
                "it is inside of br0",
                { machine in
                    let bridge = machine.add("br0", kind: "bridge")
                    machine.change("eno2") { $0.master = bridge }
                }
            ),
            (
                "it is inside of blue",
                { machine in
                    let vrf = machine.add("blue", kind: "vrf", table: 900)
                    machine.change("eno2") { $0.master = vrf }
                }
            ),
            ("it carries eno2.5", { $0.add("eno2.5", kind: "vlan", vlan: 5, parent: 3) }),
            ("there is no such interface", { machine in machine.links.removeAll { $0.name == "eno2" } }),
            (
                "it is no interface towards a provider",
                { machine in machine.change("eno2") { $0.kind = "vrf" } }
            ),
        ]
        for (reason, use) in cases {
            var machine = Self.machine()
            use(&machine)
            let networks = [try Self.network(), try Sample.own("beta", table: 301, vlan: 1101)]
            var engine = KernelEngine(machine)
            let report = engine.apply(KernelState(revision: 1, networks: networks))
            #expect(report.failures.map(\.message) == ["cannot give eno2 to acme: \(reason)"])
            #expect(!report.changes.contains { $0.contains("eno2") }, "\(report.changes)")
            #expect(engine.kernel.link("eno2") == machine.link("eno2"))
            #expect(engine.kernel.link("tu-beta")?.isUp == true, "others go on")
        }
    }

    @Test("when a network is followed by another on the same interface, it changes hands and its first state is kept")
    func handedOver() throws {
        let machine = Self.machine(isUp: false)
        var engine = KernelEngine(machine)
        _ = engine.apply(try Self.network(mtu: 1400))
        let next = try Sample.given(
            "eno2", to: Sample.own("blue", table: 301, gateway: "10.99.0.2", address: "10.99.0.3"), mtu: 1300)
        let report = engine.apply(next)
        #expect(report.failures == [])
        let link = try #require(engine.kernel.link("eno2"))
        #expect(link.alternativeNames == ["tenancy-blue-mtu1500-down"] && link.isUp && link.mtu == 1300)
        #expect(link.master == engine.kernel.link("tv-blue")?.index)
        let addresses = engine.kernel.addresses.filter { $0.device == link.index }.map(\.prefix.description)
        #expect(addresses.sorted() == ["10.99.0.3/31", "fd99::1/127"])
        #expect(engine.apply(next).changes == [])
        #expect(engine.apply().failures == [] && engine.kernel.links == machine.links)
        #expect(engine.kernel.breaches == [])
    }

    @Test("a VRF that needs another table lets the interface go and gets it again")
    func rebuilding() throws {
        var engine = KernelEngine(Self.machine())
        _ = engine.apply(try Self.network())
        let other = try Sample.given("eno2", to: Sample.own(table: 301))
        #expect(engine.apply(other).failures == [])
        #expect(engine.kernel.link("eno2")?.master == engine.kernel.link("tv-acme")?.index)
        #expect(engine.kernel.link("tv-acme")?.table == 301)
        #expect(engine.kernel.link("eno2")?.alternativeNames == ["tenancy-acme-mtu1500-up"])
        #expect(engine.apply(other).changes == [])
        #expect(engine.kernel.breaches == [])
    }

    @Test("in OVN-Kubernetes' VRF: not touched before the VRF is there, down while it is gone, out of it at the end")
    func attached() throws {
        let network = try Sample.given("eno2", to: Sample.attached())
        var machine = Self.machine()
        var engine = KernelEngine(machine)
        #expect(engine.apply(network).failures.map(\.message) == ["waiting for OVN-Kubernetes to create VRF acme-g1"])
        #expect(engine.kernel.link("eno2") == machine.link("eno2"))
        #expect(!engine.kernel.rules.values.joined().contains { $0.entry == "eno2" })

        engine.kernel.addOVN("acme-g1", table: 1007)
        #expect(engine.apply(network).failures == [])
        #expect(Set(engine.kernel.routes.filter { $0.protocolID == 201 }.map(\.table)) == [1007])
        engine.kernel.remove("acme-g1")
        #expect(engine.apply(network).changes.first == "ip link set eno2 down")
        #expect(engine.kernel.rules.values.joined().count { $0.entry == "eno2" } == 2)
        engine.kernel.addOVN("acme-g1", table: 1031)
        #expect(engine.apply(network).failures == [])
        #expect(engine.kernel.link("eno2")?.isUp == true && engine.apply(network).changes == [])

        machine = engine.kernel
        let report = engine.apply()
        #expect(report.failures == [])
        #expect(engine.kernel.link("eno2") == Self.machine().link("eno2"))
        #expect(engine.kernel.link("acme-g1") == machine.link("acme-g1"))
        #expect(!engine.kernel.rules.values.joined().contains { $0.entry == "eno2" })
    }

    @Test("a plan that may be the wrong one takes no interface away, and counts its network")
    func budget() throws {
        var machine = Sample.machine()
        let networks = try (1...5).map { number in
            machine.add("lan\(number)")
            let network = try Sample.attached("net\(number)", vrf: "net\(number)-g1")
            return try Sample.given("lan\(number)", to: network)
        }
        for number in 1...5 {
            let vrf = machine.add("net\(number)-g1", kind: "vrf", table: UInt32(1000 + number))
            machine.add("ovn-k8s-mp\(number)", master: vrf)
        }
        var engine = KernelEngine(machine)
        #expect(engine.apply(KernelState(revision: 1, networks: networks)).failures == [])
        let before = engine.kernel
        let report = engine.apply(KernelState(revision: 2, networks: []), releasing: [])
        #expect(report.failures.count == 5 && report.changes == [], "\(report.changes)")
        #expect(engine.kernel.links == before.links)
    }

    @Test("it is no address of the node's, and no device of somebody else's in the VRF")
    func ofTheNetwork() throws {
        var engine = KernelEngine(Self.machine())
        _ = engine.apply(try Self.network())
        var links = engine.kernel.links
        for position in links.indices where links[position].name == "eno2" { links[position].master = nil }
        #expect(LinuxAddresses.own(links, engine.kernel.addresses).isEmpty)
        let vrf = try #require(engine.kernel.link("tv-acme")?.index)
        let spec = NetworkSpec(
            connectivity: .hostVRF, generation: 1, namespaces: [], uplinkParent: nil, gateways: [], announcement: .l2,
            bgp: nil)
        let network = Network(key: try NetworkKey("acme"), tenant: try TenantName("acme"), spec: spec, allocations: [])
        #expect(LinuxOccupancy.devices([vrf], engine.kernel.links, in: network) == [])
    }
}
