// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Applying the desired state")
struct ApplyTests {
    static let onboarding = """
        ip link add name tv-acme group 7201 type vrf table 300
        ip link set tv-acme alias tenancy:vrf:acme
        ip route add unreachable default table 300 proto 201 metric 4278198272
        ip -6 route add unreachable default table 300 proto 201 metric 4278198272
        ip rule add priority 1001 l3mdev unreachable protocol 201
        ip rule add priority 1002 lookup local protocol 201
        ip -6 rule add priority 1001 l3mdev unreachable protocol 201
        ip -6 rule add priority 1002 lookup local protocol 201
        ip rule add priority 1001 iif tu-acme unreachable protocol 201
        ip rule add priority 1001 iif tb-acme unreachable protocol 201
        ip -6 rule add priority 1001 iif tu-acme unreachable protocol 201
        ip -6 rule add priority 1001 iif tb-acme unreachable protocol 201
        ip rule delete priority 0 lookup local protocol 2
        ip -6 rule delete priority 0 lookup local protocol 2
        ip link add name tb-acme group 7201 master tv-acme type bridge
        ip link add link eno1 name tu-acme group 7201 master tv-acme type vlan id 1100
        ip link set tb-acme alias tenancy:bridge:acme
        sysctl -w net.ipv6.conf.tb-acme.keep_addr_on_down=1
        ip link set tu-acme alias tenancy:uplink:acme
        sysctl -w net.ipv6.conf.tu-acme.keep_addr_on_down=1
        ip link set tv-acme up
        ip link set tb-acme up
        ip link set tu-acme up
        ip address add 10.20.0.1/16 dev tb-acme proto 201
        ip address add fd20::1/64 dev tb-acme proto 201 nodad
        ip address add 10.99.0.1/31 dev tu-acme proto 201
        ip address add fd99::1/127 dev tu-acme proto 201 nodad
        ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200
        ip -6 route add default via fd99:: dev tu-acme table 300 proto 201 metric 200
        """

    static let removal = """
        ip link delete tb-acme
        ip link delete tu-acme
        ip route delete unreachable default table 300 proto 201 metric 4278198272
        ip -6 route delete unreachable default table 300 proto 201 metric 4278198272
        ip link delete tv-acme
        ip rule add priority 0 lookup local protocol 2
        ip -6 rule add priority 0 lookup local protocol 2
        ip rule delete priority 1002 lookup local protocol 201
        ip rule delete priority 1001 l3mdev unreachable protocol 201
        ip -6 rule delete priority 1002 lookup local protocol 201
        ip -6 rule delete priority 1001 l3mdev unreachable protocol 201
        ip rule delete priority 1001 iif tu-acme unreachable protocol 201
        ip rule delete priority 1001 iif tb-acme unreachable protocol 201
        ip -6 rule delete priority 1001 iif tu-acme unreachable protocol 201
        ip -6 rule delete priority 1001 iif tb-acme unreachable protocol 201
        """

    @Test("a first tenant is isolated before a device joins, and complete after one application")
    func first() throws {
        var engine = KernelEngine(Sample.machine())
        let report = engine.apply(try Sample.own())
        #expect(report.changes.joined(separator: "\n") == Self.onboarding)
        #expect(report.failures.isEmpty)
        #expect(report.revision == 7)
        #expect(engine.kernel.breaches.isEmpty)
    }

    @Test("a second application, and one after a restart, write nothing")
    func idempotence() throws {
        var engine = KernelEngine(Sample.machine())
        let networks = try [Sample.own(), Sample.own("beta", table: 301, vlan: 1101)]
        _ = engine.apply(networks[0], networks[1])
        let writes = engine.kernel.writes
        #expect(engine.apply(networks[0], networks[1]) == KernelReport(revision: 7, changes: [], failures: []))
        var restarted = KernelEngine(engine.kernel)
        #expect(restarted.apply(networks[0], networks[1]) == KernelReport(revision: 7, changes: [], failures: []))
        #expect(restarted.kernel.writes == writes)
    }

    @Test("removal of the last network leaves the machine as it was")
    func removal() throws {
        let machine = Sample.machine()
        var engine = KernelEngine(machine)
        _ = engine.apply(try Sample.own())
        let report = engine.apply()
        #expect(report.changes.joined(separator: "\n") == Self.removal)
        #expect(report.failures.isEmpty)
        #expect(engine.kernel.links == machine.links)
        #expect(engine.kernel.routes.isEmpty && engine.kernel.addresses.isEmpty)
        // The kernel's own rule for VRFs stays, as it does on a real one (S15).
        for (family, rules) in machine.rules {
            #expect(engine.kernel.rules[family]?.filter { $0.priority != 1000 } == rules)
        }
        #expect(engine.apply().changes.isEmpty)
    }

    @Test("removal of one network does not touch the other")
    func removalBesideAnother() throws {
        var engine = KernelEngine(Sample.machine())
        let beta = try Sample.own("beta", table: 301, vlan: 1101)
        _ = engine.apply(try Sample.own(), beta)
        let report = engine.apply(beta)
        let removal = Self.removal.split(separator: "\n").map(String.init)
        #expect(report.changes == removal.prefix(5) + removal.suffix(4))
        #expect(engine.kernel.breaches.isEmpty)
    }

    @Test("table and VLAN of a removed network can be used by the next one in the same application")
    func reuse() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        let report = engine.apply(try Sample.own("beta"))
        #expect(report.failures.isEmpty)
        #expect(engine.kernel.link("tv-acme") == nil && engine.kernel.link("tv-beta")?.table == 300)
        #expect(engine.kernel.breaches.isEmpty)
    }

    @Test("what a crash left without its alias is adopted by its group")
    func adoption() throws {
        var machine = Sample.machine()
        machine.add("tv-acme", kind: "vrf", table: 300, group: 7201, isUp: false)
        var engine = KernelEngine(machine)
        let report = engine.apply(try Sample.own())
        #expect(report.failures.isEmpty)
        #expect(report.changes == Self.onboarding.split(separator: "\n").dropFirst().map(String.init))
    }

    @Test("a lost IPv6 reject default is put back, and only that")
    func loopbackFlap() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        engine.kernel.routes.removeAll { $0.kind == .unreachable && $0.destination.family == .ipv6 }
        #expect(
            engine.apply(try Sample.own()).changes == [
                "ip -6 route add unreachable default table 300 proto 201 metric 4278198272"
            ])
    }

    @Test("a rule that somebody removed is put back, the kernel's own with our protocol")
    func lostRules() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        engine.kernel.rules[.ipv4]?.removeAll { $0.isL3MDev }
        #expect(
            engine.apply(try Sample.own()).changes == [
                "ip rule add priority 1000 l3mdev protocol 201",
                "ip rule add priority 1001 l3mdev unreachable protocol 201",
            ])
        #expect(engine.apply(try Sample.own()).changes.isEmpty)
        _ = engine.apply()
        #expect(engine.kernel.rules[.ipv4]?.contains { $0.protocolID == 201 } == false)
    }

    @Test("the local rule of an earlier version moves to its new place, which stands before the old one goes")
    func formerLocalRule() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        let rules = engine.kernel.rules
        for family in InternetFamily.allCases {
            engine.kernel.rules[family]?.removeAll { $0.priority == 1002 }
            engine.kernel.rules[family]?.append(Rule(family: family, priority: 32765, table: 255, protocolID: 201))
        }
        let former = engine.kernel
        #expect(
            engine.apply(try Sample.own()).changes == [
                "ip rule add priority 1002 lookup local protocol 201",
                "ip -6 rule add priority 1002 lookup local protocol 201",
                "ip rule delete priority 32765 lookup local protocol 201",
                "ip -6 rule delete priority 32765 lookup local protocol 201",
            ])
        #expect(engine.kernel.rules == rules)
        // A removal without the move in between leaves nothing either.
        var removing = KernelEngine(former)
        _ = removing.apply()
        #expect(
            removing.kernel.rules.values.allSatisfy { $0.first?.priority == 0 && $0.allSatisfy { $0.protocolID == 2 } })
    }

    @Test("another gateway takes the place of the old one, while the reject default stands")
    func gateway() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own(gateway: "10.99.0.0", address: "10.99.0.1"))
        let report = engine.apply(try Sample.own(gateway: "10.99.0.1", address: "10.99.0.0"))
        #expect(
            report.changes == [
                "ip address add 10.99.0.0/31 dev tu-acme proto 201",
                "ip route delete default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200",
                "ip route add default via 10.99.0.1 dev tu-acme table 300 proto 201 metric 200",
                "ip address delete 10.99.0.1/31 dev tu-acme",
            ])
        #expect(report.failures.isEmpty)
    }

    @Test("another VLAN or parent makes another uplink, another table another VRF with all that is inside")
    func rebuilding() throws {
        var machine = Sample.machine()
        machine.add("eno2")
        var engine = KernelEngine(machine)
        for network in [
            try Sample.own(), try Sample.own(vlan: 1200), try Sample.own(parent: "eno2"), try Sample.own(table: 444),
        ] {
            #expect(engine.apply(network).failures.isEmpty)
            #expect(engine.apply(network).changes.isEmpty)
            #expect(engine.kernel.breaches.isEmpty)
        }
        #expect(engine.kernel.link("tv-acme")?.table == 444)
        #expect(Set(engine.kernel.routes.map(\.table)) == [444])
    }

    @Test("a device that was taken out of its VRF goes back, and what the kernel dropped with it comes back too")
    func release() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        engine.kernel.change("tu-acme") { $0.master = nil }
        let report = engine.apply(try Sample.own())
        #expect(
            report.changes == [
                "ip link set tu-acme master tv-acme",
                "ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200",
                "ip -6 route add default via fd99:: dev tu-acme table 300 proto 201 metric 200",
            ])
    }

    @Test("a kernel without IPv6 gets no IPv6 rules and reject routes")
    func withoutIPv6() throws {
        var engine = KernelEngine(Sample.machine(ipv6: false))
        let network = try Sample.own()
        let plain = KernelNetwork(
            key: network.key, vrf: network.vrf, bridge: nil, uplink: nil,
            routes: network.routes.filter { $0.target == .unreachable })
        let report = engine.apply(plain)
        #expect(report.failures.isEmpty)
        #expect(!report.changes.contains { $0.hasPrefix("ip -6") })
    }

    @Test("whichever write is refused, no device is ever up outside of isolation, and the next application converges")
    func refusals() throws {
        let networks = try [Sample.own(), Sample.own("beta", table: 301, vlan: 1101)]
        var reference = KernelEngine(Sample.machine())
        _ = reference.apply(networks[0], networks[1])
        for number in 1...reference.kernel.writes {
            for error in [ModelKernel.Fault.refusal(22), .lostAnswer] {
                var engine = KernelEngine(Sample.machine())
                engine.kernel.fault = (number, error)
                _ = engine.apply(networks[0], networks[1])
                let report = engine.apply(networks[0], networks[1])
                #expect(report.failures.isEmpty, "write \(number)")
                #expect(engine.kernel.breaches.isEmpty, "write \(number)")
                #expect(Set(engine.kernel.log) == Set(reference.kernel.log), "write \(number)")
                #expect(engine.apply(networks[0], networks[1]).changes.isEmpty)
            }
        }
    }

    @Test("whichever write of a removal is refused, the next application converges")
    func refusedRemovals() throws {
        var reference = KernelEngine(Sample.machine())
        _ = reference.apply(try Sample.own())
        let start = reference.kernel
        _ = reference.apply()
        for number in start.writes + 1...reference.kernel.writes {
            var engine = KernelEngine(start)
            engine.kernel.fault = (number, .refusal(16))
            _ = engine.apply()
            #expect(engine.apply().failures.isEmpty)
            #expect(engine.kernel.links == reference.kernel.links, "write \(number)")
            #expect(engine.kernel.rules == reference.kernel.rules, "write \(number)")
            #expect(engine.kernel.routes.isEmpty && engine.kernel.breaches.isEmpty, "write \(number)")
        }
    }

    @Test("lost answers are reported for all")
    func lostAnswers() throws {
        var engine = KernelEngine(Sample.machine())
        engine.kernel.fault = (3, .lostAnswer)
        let report = engine.apply(try Sample.own())
        #expect(
            report.failures == [
                .init(
                    network: nil, message: "cannot change the kernel's network state: No buffer space available")
            ])
    }

    @Test(
        "who flushes a table takes the kernel's routes with ours: the addresses are renewed, and the gateway is found again"
    )
    func flush() throws {
        var engine = KernelEngine(Sample.machine())
        #expect(engine.apply(try Sample.own()).failures == [])
        engine.kernel.flushed = Set(engine.kernel.addresses.map(\.prefix))
        engine.kernel.routes.removeAll { $0.table == 300 }
        let report = engine.apply(try Sample.own())
        #expect(report.failures == [])
        #expect(report.changes.contains("ip address delete 10.99.0.1/31 dev tu-acme"))
        #expect(
            report.changes.contains("ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200"))
        #expect(engine.apply(try Sample.own()).changes == [])
    }

    @Test(
        "the kernel's own link-local address is renewed as well, as the kernel's: without its routes no neighbour is found"
    )
    func linkLocal() throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        let prefix = InternetPrefix(InternetAddress(bits: 0xfe80 << 112 | 7), length: 64)
        let bridge = try #require(engine.kernel.link("tb-acme"))
        engine.kernel.addresses.append(AssignedAddress(device: bridge.index, prefix: prefix, protocolID: 3))
        #expect(engine.apply(try Sample.own()).changes == [])
        engine.kernel.flushed = [prefix]
        #expect(
            engine.apply(try Sample.own()).changes == [
                "ip address delete fe80::7/64 dev tb-acme", "ip address add fe80::7/64 dev tb-acme proto 3 nodad",
            ])
        #expect(engine.apply(try Sample.own()).changes == [])
    }

    @Test("an uplink has the MTU that is asked for, and works without when its parent cannot carry it")
    func mtu() throws {
        var engine = KernelEngine(Sample.machine())
        #expect(!engine.apply(try Sample.own()).changes.contains { $0.contains("mtu") })
        #expect(engine.apply(try Sample.own(mtu: 1400)).changes == ["ip link set tu-acme mtu 1400"])
        engine.kernel.change("tu-acme") { $0.mtu = 1300 }
        #expect(engine.apply(try Sample.own(mtu: 1400)).changes == ["ip link set tu-acme mtu 1400"])
        // Nothing is asked for, and what somebody else has set stays.
        #expect(engine.apply(try Sample.own()).changes == [])
        let message = "cannot give tu-acme an MTU of 9000: that of eno1 is 1500"
        engine.kernel.routes.removeAll { $0.destination == .any(.ipv4) && $0.kind == .unicast }
        let report = engine.apply(try Sample.own(mtu: 9000))
        #expect(report.failures.map(\.message) == [message])
        #expect(report.changes == ["ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200"])
        engine.kernel.change("eno1") { $0.mtu = 9000 }
        #expect(engine.apply(try Sample.own(mtu: 9000)).changes == ["ip link set tu-acme mtu 9000"])
    }

    @Test("somebody who undoes what we write is reported instead of fought")
    func fight() throws {
        struct Adversary: KernelAccess {
            var kernel = Sample.machine()
            mutating func observe(isWhole: Bool) throws(NetlinkError) -> KernelObservation {
                kernel.rules[.ipv4]?.removeAll { $0.priority == 1001 }
                return try kernel.observe(isWhole: isWhole)
            }
            mutating func routes(
                of protocolID: UInt8, in tables: Set<UInt32>?
            ) throws(NetlinkError) -> [UInt32: [Route]] { try kernel.routes(of: protocolID, in: tables) }
            mutating func perform(_ operations: OperationList) throws(NetlinkError) -> [Int: NetlinkError] {
                try kernel.perform(operations)
            }
            mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String? { nil }
            mutating func defaultDevices() throws(NetlinkError) -> Set<UInt32> { [] }
            mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] { [:] }
        }
        var engine = KernelEngine(Adversary())
        let report = engine.apply(KernelState(revision: 1, networks: [try Sample.own()]))
        #expect(
            report.failures == [
                .init(
                    network: nil,
                    message: """
                        the kernel's state does not settle: 'ip rule add priority 1001 l3mdev unreachable protocol 201' \
                        is due again
                        """,
                    hint: "ip monitor link address route rule")
            ])
    }
}
