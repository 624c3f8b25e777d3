// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("What is not ours")
struct ForeignStateTests {
    @Test("foreign links, routes, rules and addresses survive application and removal")
    func survival() throws {
        var machine = Sample.machine()
        let vrf = machine.add("blue", kind: "vrf", table: 900)
        let port = machine.add("veth9", master: vrf)
        machine.add("tb-other", kind: "bridge")
        machine.addresses.append(
            AssignedAddress(device: port, prefix: InternetPrefix(InternetAddress(ipv4: 0x0a14_0001), length: 16)))
        machine.routes.append(Route(destination: .any(.ipv4), table: 900, device: port, protocolID: 4))
        machine.routes.append(
            Route(
                destination: InternetPrefix(InternetAddress(ipv4: 0xc000_0200), length: 24), table: 300,
                kind: .blackhole,
                metric: 50, protocolID: 4))
        machine.rules[.ipv4]?.append(
            Rule(family: .ipv4, priority: 32767, table: 300, protocolID: 4, hasOtherSelectors: true))
        var engine = KernelEngine(machine)
        #expect(engine.apply(try Sample.own()).failures.isEmpty)
        #expect(engine.apply().failures.isEmpty)
        #expect(engine.kernel.links == machine.links)
        #expect(engine.kernel.addresses == machine.addresses)
        #expect(engine.kernel.routes == machine.routes)
        #expect(engine.kernel.rules == machine.rules)
    }

    struct Conflict: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let message: String
        let hint: String
        let arrange: @Sendable (inout ModelKernel) -> Void
    }

    static let conflicts = [
        Conflict(
            testDescription: "a bridge that has the VRF's name",
            message: "link tv-acme exists and is not ours (bridge, group 0)", hint: "ip link set tv-acme name NEW-NAME"
        ) { $0.add("tv-acme", kind: "bridge") },
        Conflict(
            testDescription: "a VRF of our name and table without our marks",
            message: "link tv-acme exists and is not ours (vrf, group 0)", hint: "ip link set tv-acme name NEW-NAME"
        ) { $0.add("tv-acme", kind: "vrf", table: 300) },
        Conflict(
            testDescription: "a foreign VRF on our table",
            message: "cannot make VRF tv-acme: table 300 is used by VRF blue", hint: "ip -d link show blue"
        ) { $0.add("blue", kind: "vrf", table: 300) },
        Conflict(
            testDescription: "no parent interface",
            message: "cannot make uplink tu-acme: parent interface eno1 does not exist", hint: "ip link show"
        ) {
            $0.remove("eno1")
            $0.add("eno7")
        },
        Conflict(
            testDescription: "a foreign VLAN device with our number",
            message: "cannot make uplink tu-acme: VLAN 1100 on eno1 is taken by eno1.1100",
            hint: "ip -d link show eno1.1100"
        ) { $0.add("eno1.1100", kind: "vlan", vlan: 1100, parent: 2) },
        Conflict(
            testDescription: "a foreign route with our key",
            message: """
                cannot apply 'ip route add unreachable default table 300 proto 201 metric 4278198272': a route of another \
                owner is in the way: blackhole default table 300 proto 4 metric 4278198272
                """, hint: "ip route delete blackhole default table 300 proto 4 metric 4278198272"
        ) {
            $0.routes.append(
                Route(destination: .any(.ipv4), table: 300, kind: .blackhole, metric: 4_278_198_272, protocolID: 4))
        },
        Conflict(
            testDescription: "a parent that is down",
            message: """
                cannot apply 'ip link set tu-acme up': Network is down (the interface below tu-acme is down)
                """, hint: "ip -d link show tu-acme"
        ) { kernel in
            kernel.add("eno2")
            kernel.change("eno1") { $0.isUp = false }
        },
    ]

    @Test(
        "a foreign object in the way fails the network, is not touched, and does not hold up the others",
        arguments: conflicts)
    func conflict(_ conflict: Conflict) throws {
        var machine = Sample.machine()
        conflict.arrange(&machine)
        let foreign = machine.links
        let routes = machine.routes
        var engine = KernelEngine(machine)
        let acme = try Sample.own()
        let other = foreign.last { $0.kind == nil && $0.isUp }?.name ?? ""
        let beta = try Sample.own("beta", table: 301, vlan: 1101, parent: other)
        let report = engine.apply(acme, beta)
        #expect(report.failures == [.init(network: acme.key, message: conflict.message, hint: conflict.hint)])
        #expect(foreign.allSatisfy { engine.kernel.links.contains($0) })
        #expect(routes.allSatisfy { engine.kernel.routes.contains($0) })
        #expect(engine.kernel.link("tu-beta")?.isUp == true)
        #expect(engine.kernel.breaches.isEmpty)
        #expect(engine.apply(acme, beta).changes.isEmpty)
    }

    @Test(
        "a VRF or bridge with a foreign device inside is not removed: the device would fall into the default VRF",
        arguments: ["tv-acme", "tb-acme"])
    func guest(master: String) throws {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(try Sample.own())
        let device = try #require(engine.kernel.link(master))
        engine.kernel.add("veth9", master: device.index)
        var report = engine.apply()
        #expect(
            report.failures == [
                .init(
                    network: try NetworkKey("acme"),
                    message: "cannot remove \(master): veth9, which is not ours, is inside",
                    hint: "ip link set veth9 down nomaster")
            ])
        #expect(engine.kernel.link("tu-acme") == nil)
        #expect(engine.kernel.link(master) == device)
        // Its isolation stands as long as it does.
        #expect(engine.kernel.routes.count { $0.table == 300 && $0.kind == .unreachable } == 2)
        #expect(engine.kernel.rules[.ipv4]?.first?.priority == 1000)
        // Another network of that name waits for it too.
        #expect(engine.apply(try Sample.own(table: 333)).failures == report.failures)
        engine.kernel.change("veth9") { $0.master = nil }
        report = engine.apply()
        #expect(report.failures.isEmpty)
        #expect(engine.kernel.link("tv-acme") == nil && engine.kernel.routes.isEmpty)
        #expect(engine.kernel.breaches.isEmpty)
    }

    @Test("a local rule that another has moved stays moved when we go")
    func movedLocalRule() throws {
        var machine = Sample.machine()
        machine.rules[.ipv4] = [
            Rule(family: .ipv4, priority: 1500, table: 255, protocolID: 4),
            Rule(family: .ipv4, priority: 32766, table: 254, protocolID: 2),
        ]
        var engine = KernelEngine(machine)
        _ = engine.apply(try Sample.own())
        _ = engine.apply()
        #expect(engine.kernel.rules[.ipv4]?.filter { $0.priority != 1000 } == machine.rules[.ipv4])
    }
}
