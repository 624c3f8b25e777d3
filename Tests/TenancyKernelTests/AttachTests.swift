// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Attaching to OVN-Kubernetes' VRF")
struct AttachTests {
    private static let waiting = KernelReport.Failure(
        network: try? NetworkKey("acme"), message: "waiting for OVN-Kubernetes to create VRF acme-g1",
        hint: "kubectl get clusteruserdefinednetwork acme-g1 -o yaml")

    @Test("the uplink joins with the table that the kernel reports, and nothing else is made")
    func attach() throws {
        var machine = Sample.machine()
        machine.addOVN("acme-g1", table: 1007)
        var engine = KernelEngine(machine)
        let report = engine.apply(try Sample.attached())
        #expect(report.failures.isEmpty)
        #expect(
            report.changes.drop { $0.contains("rule") } == [
                "ip link add link eno1 name tu-acme group 7201 master acme-g1 type vlan id 1100",
                "ip link set tu-acme alias tenancy:uplink:acme", "sysctl -w net.ipv6.conf.tu-acme.keep_addr_on_down=1",
                "ip link set tu-acme up", "ip address add 10.99.0.1/31 dev tu-acme proto 201",
                "ip address add fd99::1/127 dev tu-acme proto 201 nodad",
                "ip route add default via 10.99.0.0 dev tu-acme table 1007 proto 201 metric 200",
                "ip -6 route add default via fd99:: dev tu-acme table 1007 proto 201 metric 200",
            ])
        #expect(engine.apply(try Sample.attached()).changes.isEmpty)
        #expect(engine.kernel.breaches.isEmpty)
    }

    @Test("while the VRF is not there the network waits, and others go on")
    func waits() throws {
        var engine = KernelEngine(Sample.machine())
        let report = engine.apply(try Sample.attached(), try Sample.own("beta", table: 301, vlan: 1101))
        #expect(report.failures == [Self.waiting])
        #expect(engine.kernel.link("tu-acme") == nil)
        #expect(engine.kernel.link("tu-beta")?.isUp == true)
    }

    @Test(
        "when the VRF vanishes the uplink goes down and its routes are swept; when it is back with another table all is there again"
    )
    func recreation() throws {
        var machine = Sample.machine()
        machine.addOVN("acme-g1", table: 1007)
        var engine = KernelEngine(machine)
        _ = engine.apply(try Sample.attached())

        // OVN-Kubernetes puts the routes of released devices into the main table.
        let routes = engine.kernel.routes
        engine.kernel.remove("acme-g1")
        engine.kernel.routes = routes.map { route in
            var route = route
            route.table = 254
            return route
        }
        let fenced = engine.apply(try Sample.attached())
        #expect(fenced.failures == [Self.waiting])
        #expect(fenced.changes.first == "ip link set tu-acme down")
        #expect(engine.kernel.routes.isEmpty)
        #expect(engine.apply(try Sample.attached()).changes.isEmpty)

        engine.kernel.addOVN("acme-g1", table: 1031)
        let back = engine.apply(try Sample.attached())
        #expect(back.failures.isEmpty)
        #expect(back.changes.first == "ip link set tu-acme master acme-g1")
        #expect(Set(engine.kernel.routes.map(\.table)) == [1031])
        #expect(engine.apply(try Sample.attached()).changes.isEmpty)
    }

    @Test(
        "a link of that name that is not OVN-Kubernetes' VRF is refused",
        arguments: [
            (
                "bridge", nil,
                "cannot attach to VRF acme-g1: the link of that name is a bridge"
            ),
            (
                "vrf", UInt32(10),
                "cannot attach to VRF acme-g1: table 10 is below 1000, so it is not OVN-Kubernetes'"
            ),
        ])
    func wrongLink(kind: String, table: UInt32?, message: String) throws {
        var machine = Sample.machine()
        machine.add("acme-g1", kind: kind, table: table)
        var engine = KernelEngine(machine)
        #expect(engine.apply(try Sample.attached()).failures.map(\.message) == [message])
        #expect(engine.kernel.link("tu-acme") == nil)
    }

    @Test("removal takes uplink and routes and leaves the VRF and what OVN-Kubernetes put into it")
    func removal() throws {
        var machine = Sample.machine()
        let vrf = machine.addOVN("acme-g1", table: 1007)
        machine.routes.append(
            Route(destination: .any(.ipv4), table: 1007, kind: .unreachable, metric: 4_278_198_272, protocolID: 85))
        var engine = KernelEngine(machine)
        _ = engine.apply(try Sample.attached())
        let report = engine.apply()
        #expect(report.changes.first == "ip link delete tu-acme")
        #expect(engine.kernel.link("acme-g1")?.index == vrf)
        #expect(engine.kernel.routes == machine.routes)
        #expect(engine.kernel.rules == machine.rules)
    }

    @Test(
        "each device in a VRF has a fence before it joins, the uplinks of OVN-Kubernetes first, and it goes with the network"
    )
    func fence() throws {
        var engine = KernelEngine(Sample.machine())
        let beta = try Sample.own("beta", vlan: 1101)
        _ = engine.apply(beta, try Sample.attached())
        for family in InternetFamily.allCases {
            let fences = engine.kernel.rules[family]?.filter { $0.entry != nil }
            #expect(
                fences?.map(\.description)
                    == ["tu-acme", "tu-beta", "tb-beta"].map { "priority 1001 iif \($0) unreachable protocol 201" })
        }
        engine.kernel.addOVN("acme-g1", table: 1007)
        #expect(!engine.apply(beta, try Sample.attached()).changes.contains { $0.contains("rule") })
        let removed = engine.apply(beta)
        #expect(
            removed.changes.filter { $0.contains("rule") } == [
                "ip rule delete priority 1001 iif tu-acme unreachable protocol 201",
                "ip -6 rule delete priority 1001 iif tu-acme unreachable protocol 201",
            ])
    }

    @Test("a VRF of that name without OVN-Kubernetes' port is none of its, or not yet")
    func portless() throws {
        var machine = Sample.machine()
        machine.add("acme-g1", kind: "vrf", table: 1007)
        var engine = KernelEngine(machine)
        #expect(
            engine.apply(try Sample.attached()).failures == [
                .init(
                    network: try NetworkKey("acme"),
                    message: "waiting for OVN-Kubernetes to put its port ovn-k8s-mp* into VRF acme-g1",
                    hint: "ip link show master acme-g1")
            ])
        #expect(engine.kernel.link("tu-acme") == nil)
        engine.kernel.add("ovn-k8s-mp7", master: engine.kernel.link("acme-g1")?.index)
        #expect(engine.apply(try Sample.attached()).failures.isEmpty)

        // When the port goes the VRF is about to: the uplink is fenced before it falls out.
        engine.kernel.remove("ovn-k8s-mp7")
        #expect(engine.apply(try Sample.attached()).changes.first == "ip link set tu-acme down")
        #expect(engine.kernel.link("tu-acme")?.isUp == false)
    }
}

extension ModelKernel {
    /// A VRF as OVN-Kubernetes makes it, with its management port inside.
    @discardableResult
    mutating func addOVN(_ name: String, table: UInt32) -> UInt32 {
        let vrf = add(name, kind: "vrf", table: table)
        if link("ovn-k8s-mp1") == nil { add("ovn-k8s-mp1", master: vrf) }
        change("ovn-k8s-mp1") { $0.master = vrf }
        return vrf
    }
}
