// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

/// An interface of the node that a network has for itself, without a VLAN.
@Suite(
    "An interface as uplink",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct InterfaceTests {
    @Test(
        "it carries the tenant's packets and nobody else's, is adopted after a restart, and is given back as it was",
        arguments: [true, false])
    func life(wasUp: Bool) async throws {
        let site = try await Site("acme", "beta")
        let (machine, acme) = (site.machine, site.tenants[0])
        try await site.connect("eno2", to: acme)
        // The first VRF of all leaves the kernel's own rule at 1000 behind (S15).
        try await machine.run(
            """
            ip link set eno2 mtu 1400 up
            ip link set eno2 \(wasUp ? "up" : "down")
            ip link property add dev eno2 altname enp9s0
            ip link add blue type vrf table 900
            ip link set blue up
            """)
        let before = try await machine.state()
        let networks = [try acme.network(interface: "eno2", mtu: 1500), try site.tenants[1].network()]
        #expect(try await machine.apply(checksAll: true, networks[0], networks[1]).failures == [])
        let workload = try await site.workload(of: acme)
        let own = [acme.transit, acme.transit6, acme.gateway, acme.gateway6]
        #expect(await workload.reached(own) == own)
        #expect(await acme.router.reached([acme.workload, acme.workload6]) == [acme.workload, acme.workload6])
        #expect(await workload.leaked(["192.0.2.1", "2001:db8::1", site.tenants[1].transit]) == [])
        try await acme.router.run(
            "ip route add 192.0.2.0/24 via \(acme.transit)\nip -6 route add 2001:db8::/64 via \(acme.transit6)")
        #expect(await acme.router.leaked(["192.0.2.1", "2001:db8::1"]) == [])

        await machine.restart()
        let again = try await machine.apply(networks[0], networks[1])
        #expect(again.changes == [] && again.failures == [])

        try await machine.run("ip link delete port0")
        // By another process, which knows nothing of the first.
        let report = await LinuxKernel(executor: machine.executor).removeAll()
        #expect(report.failures == [])
        let after = try await machine.state()
        #expect(Set(after).symmetricDifference(before).sorted() == [])
    }

    @Test("whatever somebody breaks of it is whole again, by events alone")
    func repairs() async throws {
        let site = try await Site("acme")
        let (machine, acme) = (site.machine, site.tenants[0])
        try await site.connect("eno2", to: acme)
        let kernel = LinuxKernel(executor: machine.executor)
        let state = KernelState(revision: 1, networks: [try acme.network(interface: "eno2", mtu: 1400)])
        try await Caretaker(kernel: kernel, state: state).run { reports in
            var reports = reports.makeAsyncIterator()
            #expect(await reports.next()?.failures == [])
            let gateways = [acme.gateway, acme.gateway6]
            for damage in [
                "ip link set eno2 down", "ip link set eno2 down\nip link set eno2 up", "ip link set eno2 nomaster",
                "ip link set eno2 mtu 1300", "ip address flush dev eno2 scope global",
                "ip link property del dev eno2 altname tenancy-acme-mtu1500-down",
                "ip rule delete pref 1001 iif eno2", "ip -6 rule delete pref 1001 iif eno2", "ip link delete tv-acme",
                "ip route flush table 300\nip -6 route flush table 300",
            ] {
                try await machine.run(damage)
                var isRepaired = false
                while let report = await reports.next() {
                    isRepaired = isRepaired || !report.changes.isEmpty
                    if isRepaired, try await kernel.differences(from: state).isEmpty { break }
                }
                #expect(isRepaired, "\(damage)")
                #expect(await machine.reached(gateways, from: "tv-acme") == gateways, "\(damage)")
            }
        }
    }

    @Test("what the node uses itself is not taken, stays as it is, and is taken when it is free")
    func inUse() async throws {
        let site = try await Site("acme")
        let (machine, acme) = (site.machine, site.tenants[0])
        try await site.connect("eno2", to: acme)
        try await machine.run("ip link set eno2 up\nip link add br0 type bridge")
        let network = try acme.network(interface: "eno2")
        let uses = [
            (
                "ip address add 198.51.100.7/24 dev eno2", "ip address delete 198.51.100.7/24 dev eno2",
                "it has address 198.51.100.7/24, which is not ours"
            ),
            (
                "ip address add 2001:db8:7::7/64 dev eno2 nodad", "ip address delete 2001:db8:7::7/64 dev eno2",
                "it has address 2001:db8:7::7/64, which is not ours"
            ),
            ("ip route add default dev eno2", "ip route delete default dev eno2", "it has a default route of the node"),
            (
                "ip -6 route add default via fe80::1 dev eno2", "ip -6 route delete default dev eno2",
                "it has a default route of the node"
            ),
            ("ip link set eno2 master br0", "ip link set eno2 nomaster", "it is inside of br0"),
            (
                "ip link add link eno2 name eno2.5 type vlan id 5", "ip link delete eno2.5", "it carries eno2.5"
            ),
        ]
        for (use, end, reason) in uses {
            try await machine.run(use)
            let report = try await machine.apply(network)
            #expect(report.failures.map(\.message) == ["cannot give eno2 to acme: \(reason)"])
            #expect(!report.changes.contains { $0.contains("eno2") })
            #expect(try await !machine.run("ip rule show\nip -6 rule show").contains("eno2"))
            try await machine.run(end)
        }
        #expect(try await machine.apply(network).failures == [])
        #expect(
            await machine.reached([acme.gateway, acme.gateway6], from: "tv-acme") == [acme.gateway, acme.gateway6])
    }

    @Test(
        "OVN-Kubernetes makes its VRF again and again: the interface follows, and its provider never reaches the node")
    func recreation() async throws {
        let site = try await Site("acme")
        let (machine, acme) = (site.machine, site.tenants[0])
        try await site.connect("eno2", to: acme)
        try await machine.run("ip link set eno2 up")
        let owner = OVNKubernetes(machine: machine, vrf: "acme-g1")
        let network = try acme.network(.attached(name: try InterfaceName("acme-g1")), interface: "eno2")
        let waiting = ["waiting for OVN-Kubernetes to create VRF acme-g1"]
        #expect(try await machine.apply(network).failures.map(\.message) == waiting)
        #expect(try await machine.run("ip link show eno2").contains(",UP"), "not touched before its VRF is there")
        try await acme.router.run(
            "ip route add 192.0.2.0/24 via \(acme.transit)\nip -6 route add 2001:db8::/64 via \(acme.transit6)")
        for _ in 0..<3 {
            try await owner.create()
            #expect(try await machine.apply(network).failures == [])
            #expect(
                await machine.reached([acme.gateway, acme.gateway6], from: "acme-g1") == [acme.gateway, acme.gateway6])
            #expect(try await machine.apply(network).changes == [])
            try await owner.delete()
            // The fence alone, before we hear of it, and what we do about it.
            #expect(await acme.router.leaked(["192.0.2.1", "2001:db8::1", acme.transit]) == [])
            let fenced = try await machine.apply(network)
            #expect(fenced.failures.map(\.message) == waiting && fenced.changes.first == "ip link set eno2 down")
            #expect(
                try await machine.run("ip route show table all proto 201\nip -6 route show table all proto 201") == "")
        }
        try await owner.create()
        #expect(try await machine.apply(network).failures == [])
        #expect(try await machine.apply().failures == [])
        let link = try await machine.run("ip -d link show eno2")
        #expect(!link.contains("master") && !link.contains("tenancy") && link.contains(",UP"), "\(link)")
        #expect(try await machine.run("ip address show dev eno2 scope global") == "")
        #expect(try await machine.run("ip link show type vrf").contains("acme-g1"), "the VRF is not ours")
        #expect(try await !machine.run("ip rule show\nip -6 rule show").contains("eno2"))

        // The proof that the probe can succeed: without the fence an interface that has fallen out answers.
        #expect(try await machine.apply(network).failures == [])
        try await machine.run("ip rule delete pref 1001 iif eno2\nip link set eno2 nomaster")
        #expect(await acme.router.reached(["192.0.2.1"]) == ["192.0.2.1"])
    }
}
