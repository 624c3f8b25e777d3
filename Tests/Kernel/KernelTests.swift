// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

/// The real kernel with real packets. `make kernel-test` runs the suite where VRF exists.
@Suite(
    "The real kernel",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct KernelTests {
    @Test("two tenants with the same CIDR reach their own gateway, and neither each other nor the host")
    func isolation() async throws {
        let site = try await Site("acme", "beta")
        let (acme, beta) = (site.tenants[0], site.tenants[1])
        let report = try await site.machine.apply(acme.network(), beta.network())
        try #require(report.failures.isEmpty, "\(report.failures)")
        let inside = try await (site.workload(of: acme), site.workload(of: beta))

        for (tenant, workload) in [(acme, inside.0), (beta, inside.1)] {
            let own = ["10.20.0.1", "fd20::1", tenant.transit, tenant.transit6, tenant.gateway, tenant.gateway6]
            #expect(await workload.reached(own) == own)
            let workloads = [tenant.workload, tenant.workload6]
            #expect(await tenant.router.reached(workloads) == workloads)
            #expect(await site.machine.reached(workloads, from: "\(tenant.key.vrf)") == workloads)
        }
        for (tenant, other, workload) in [(acme, beta, inside.0), (beta, acme, inside.1)] {
            let foreign = [
                other.workload, other.workload6, other.transit, other.transit6, other.gateway, other.gateway6,
                "192.0.2.1", "2001:db8::1",
            ]
            #expect(await workload.leaked(foreign) == [], "from \(tenant.key)")
            let inside = [tenant.workload, tenant.workload6, tenant.transit, tenant.gateway, tenant.gateway6]
            #expect(await site.machine.leaked(inside) == [], "from the host")
        }

        // The proof that the checks above can fail: with the kernel's order of rules a tenant does reach the host (fact 4).
        try await site.machine.run("ip rule add pref 0 lookup local")
        #expect(await inside.0.reached(["192.0.2.1"]) == ["192.0.2.1"])
        let repaired = try await site.machine.apply(acme.network(), beta.network())
        #expect(repaired.changes == ["ip rule delete priority 0 lookup local protocol 0"])
        #expect(await inside.0.leaked(["192.0.2.1"]) == [])
    }

    @Test("after a restart everything is adopted without a write")
    func adoption() async throws {
        let site = try await Site("acme", "beta")
        let networks = try site.tenants.map { try $0.network() }
        #expect(try await !site.machine.apply(networks[0], networks[1]).changes.isEmpty)
        let before = try await site.machine.state()
        for _ in 0..<2 {
            await site.machine.restart()
            let report = try await site.machine.apply(networks[0], networks[1])
            #expect(report.changes.isEmpty)
            #expect(report.failures == [])
        }
        let after = try await site.machine.state()
        #expect(after == before)
    }

    @Test("foreign links, routes and rules beside ours survive, and removal leaves nothing of ours")
    func removal() async throws {
        let site = try await Site("acme")
        try await site.machine.run(
            """
            ip link add blue type vrf table 900
            ip link set blue up
            ip link add tb-blue type bridge
            ip link set tb-blue master blue up
            ip address add 10.20.0.1/16 dev tb-blue
            ip route add unreachable default table 900 metric 4278198272
            ip route add blackhole 198.51.100.0/24 table 300 metric 50
            ip -6 route add 2001:db8:9::/48 dev mgmt proto 99
            ip rule add pref 900 from 198.51.100.0/24 lookup 300
            ip -6 rule add pref 32000 from all lookup 900
            """)
        let before = try await site.machine.state()
        let network = try site.tenants[0].network()
        #expect(try await site.machine.apply(network).failures == [])
        let during = try await site.machine.state()
        #expect(during != before)
        // All but the rule that is moved away stands while we are there.
        #expect(Set(before).subtracting(during) == ["0:\tfrom all lookup local"])
        let report = try await site.machine.apply()
        #expect(report.failures == [])
        let after = try await site.machine.state()
        #expect(after == before)
        #expect(try await site.machine.apply().changes.isEmpty)
    }

    @Test("no packet reaches the host while a network is made and removed again and again")
    func window() async throws {
        let site = try await Site("acme")
        let acme = site.tenants[0]
        let network = try acme.network()
        try await acme.router.run("ip route add 192.0.2.0/24 via \(acme.transit)")
        // The probe runs on the router's thread, the changes on the machine's.
        async let probe = acme.router.run("ping -n -q -i 0.01 -w 8 192.0.2.1 || true")
        var rounds = 0
        let clock = ContinuousClock()
        let end = clock.now + .seconds(7)
        while clock.now < end {
            #expect(try await site.machine.apply(network).failures == [])
            #expect(try await site.machine.apply().failures == [])
            rounds += 1
        }
        #expect(rounds > 1)
        let output = try await probe
        #expect(output.contains(" 0 received"), "\(output)")

        // The proof that the probe can succeed.
        #expect(try await site.machine.apply(network).failures == [])
        try await site.machine.run("ip rule add pref 0 lookup local")
        #expect(await acme.router.reached(["192.0.2.1"]) == ["192.0.2.1"])
    }

    @Test("a bridge with a workload on it stays, with its isolation, until the workload is gone")
    func guest() async throws {
        let site = try await Site("acme")
        let acme = site.tenants[0]
        #expect(try await site.machine.apply(acme.network()).failures == [])
        let workload = try await site.workload(of: acme)
        #expect(await workload.reached([acme.gateway]) == [acme.gateway])
        let report = try await site.machine.apply()
        #expect(report.failures.map(\.message) == ["cannot remove tb-acme: port0, which is not ours, is inside"])
        #expect(await workload.leaked(["192.0.2.1", acme.gateway]) == [])
        try await site.machine.run("ip link set port0 down nomaster")
        #expect(try await site.machine.apply().failures == [])
        #expect(try await site.machine.state().filter { $0.contains("acme") } == [])
    }

    @Test(
        "a vrf-lite network joins OVN-Kubernetes' VRF by the table it has, is fenced when it goes, and joins the next one"
    )
    func attachment() async throws {
        let site = try await Site("acme")
        let acme = site.tenants[0]
        let network = try acme.network(.attached(name: try InterfaceName("acme-g1")))
        #expect(
            try await site.machine.apply(network).failures.map(\.message) == [
                "waiting for OVN-Kubernetes to create VRF acme-g1"
            ])

        for round in 0..<2 {
            // OVN-Kubernetes takes 1000 and the index of its management port, another after each re-creation.
            try await site.machine.run(
                """
                ip link add ovn-k8s-mp1 type dummy
                ip link add acme-g1 type vrf table $((1000 + $(ip -o link show ovn-k8s-mp1 | cut -d: -f1)))
                ip link set acme-g1 up
                ip link set ovn-k8s-mp1 master acme-g1 up
                """)
            let report = try await site.machine.apply(network)
            #expect(report.failures.isEmpty, "round \(round): \(report.failures)")
            #expect(await site.machine.reached([acme.gateway], from: "acme-g1") == [acme.gateway])
            #expect(await site.machine.reached([acme.gateway6], from: "acme-g1") == [acme.gateway6])
            #expect(try await site.machine.apply(network).changes.isEmpty)

            try await site.machine.run(
                """
                ip link delete acme-g1
                ip link delete ovn-k8s-mp1
                ip route add default via \(acme.gateway) dev tu-acme proto 201 metric 200
                """)
            let fenced = try await site.machine.apply(network)
            #expect(fenced.failures.map(\.message) == ["waiting for OVN-Kubernetes to create VRF acme-g1"])
            #expect(fenced.changes.first == "ip link set tu-acme down")
            #expect(
                try await site.machine.run("ip route show table all proto 201; ip -6 route show table all proto 201")
                    == "")
            #expect(await site.machine.leaked([acme.gateway]) == [])
        }
        #expect(try await site.machine.apply().failures == [])
        #expect(try await !site.machine.state().contains { $0.contains("tu-acme") })
    }

    @Test("what the kernel drops without a word when a device flaps comes back, and isolation holds in between")
    func flaps() async throws {
        let site = try await Site("acme")
        let acme = site.tenants[0]
        let network = try acme.network()
        #expect(try await site.machine.apply(network).failures == [])
        let workload = try await site.workload(of: acme)
        let before = try await Set(site.machine.state())

        try await site.machine.run("ip link set tu-acme down")
        #expect(await workload.leaked(["192.0.2.1"]) == [])
        #expect(try await site.machine.apply(network).failures == [])
        #expect(await workload.reached([acme.gateway]) == [acme.gateway])
        #expect(await workload.reached([acme.gateway6]) == [acme.gateway6])

        // Takes the IPv6 reject defaults of all VRFs away (fact 5); the rule at 1001 is the second belt.
        try await site.machine.run(
            """
            ip -6 route add default dev mgmt
            ip link set lo down
            ip link set lo up
            ip -6 route delete default via \(acme.gateway6) dev tu-acme table 300
            """)
        #expect(await workload.leaked(["2001:db8::1"]) == [])
        let output = try await site.machine.run(
            "ip -6 route get 2001:db8:ffff::1 from fd20::10 iif tb-acme 2>&1 || true")
        #expect(output.contains("unreachable"), "\(output)")
        let repaired = try await site.machine.apply(network)
        #expect(
            repaired.changes == [
                "ip -6 route add unreachable default table 300 proto 201 metric 4278198272",
                "ip -6 route add unreachable fd20::/64 table 300 proto 201 metric 4278198272",
                "ip -6 route add default via \(acme.gateway6) dev tu-acme table 300 proto 201 metric 200",
            ])
        #expect(await workload.reached([acme.gateway6]) == [acme.gateway6])
        try await site.machine.run("ip -6 route delete default dev mgmt")
        #expect(try await before.subtracting(site.machine.state()).filter { $0.contains("proto 201") }.isEmpty)
    }

    @Test(
        "while the bridge is down, what comes for the tenant is refused, and not sent back to the provider"
    )
    func aggregates() async throws {
        let site = try await Site("acme")
        let acme = site.tenants[0]
        #expect(try await site.machine.apply(acme.network()).failures == [])
        try await site.machine.run("ip link set tb-acme down")
        for (address, option) in [(acme.workload, "-4"), (acme.workload6, "-6")] {
            let answer = try await acme.router.run("ping \(option) -n -c 1 -W 3 \(address) || true")
            #expect(answer.contains("nreachable"), "\(answer)")
        }
        // The proof that it is these routes that refuse.
        try await site.machine.run(
            "ip route delete unreachable 10.20.0.0/16 table 300\nip -6 route delete unreachable fd20::/64 table 300")
        for (address, option) in [(acme.workload, "-4"), (acme.workload6, "-6")] {
            let answer = try await acme.router.run("ping \(option) -n -c 1 -W 1 \(address) || true")
            #expect(!answer.contains("nreachable"), "\(answer)")
        }
    }

    @Test("an uplink has the MTU that is asked for, and gets it back when its parent's was lower for a while")
    func mtu() async throws {
        let site = try await Site("acme")
        let network = try site.tenants[0].network(mtu: 1400)
        let machine = site.machine
        #expect(try await machine.apply(network).failures == [])
        #expect(try await machine.run("ip link show tu-acme").contains(" mtu 1400 "))
        try await machine.run("ip link set eno1 mtu 1300")
        #expect(
            try await machine.apply(network).failures.map(\.message) == [
                "cannot give tu-acme an MTU of 1400: that of eno1 is 1300"
            ])
        try await machine.run("ip link set eno1 mtu 1500")
        #expect(try await machine.apply(network).changes == ["ip link set tu-acme mtu 1400"])
        #expect(try await machine.apply(network).changes == [])
    }

    @Test("with strict mode the kernel itself keeps a second VRF off a tenant's table; without, the second one is told")
    func strictMode() async throws {
        let site = try await Site("acme")
        let network = try site.tenants[0].network()
        try await site.machine.run("sysctl -qw net.vrf.strict_mode=1")
        #expect(try await site.machine.apply(network).failures == [])
        let second = "ip link add second type vrf table 300"
        await #expect(throws: Namespace.Failure.self) { try await site.machine.run(second) }
        try await site.machine.run("sysctl -qw net.vrf.strict_mode=0\n\(second)")
        #expect(
            try await site.machine.apply(network).failures.map(\.message) == [
                "cannot make VRF tv-acme: table 300 is used by VRF second"
            ])
    }

    @Test("a refusal carries the kernel's words or names the foreign object, and the other network is programmed")
    func refusals() async throws {
        let site = try await Site("acme", "beta")
        let networks = try site.tenants.map { try $0.network() }
        try await site.machine.run("ip route add blackhole default table 300 metric 200")
        let report = try await site.machine.apply(networks[0], networks[1])
        #expect(
            report.failures == [
                .init(
                    network: site.tenants[0].key,
                    message: """
                        cannot apply 'ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200': a route \
                        of another owner is in the way: blackhole default table 300 proto 3 metric 200
                        """, hint: "ip route delete blackhole default table 300 proto 3 metric 200")
            ])
        #expect(await site.machine.reached([site.tenants[1].gateway], from: "tv-beta") == [site.tenants[1].gateway])
        try await site.machine.run("ip route delete blackhole default table 300 metric 200")
        #expect(
            try await site.machine.apply(networks[0], networks[1]).changes == [
                "ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200"
            ])

        try await site.machine.run("ip link set eno1 down")
        let down = try await site.machine.apply(networks[0])
        #expect(
            down.failures.map(\.message) == [
                "cannot apply 'ip link set tu-acme up': Network is down (the interface below tu-acme is down)"
            ])
    }

    @Test("the agent's own kernel does its work on a thread of its own")
    func actor() async throws {
        let site = try await Site("acme")
        let kernel = LinuxKernel(executor: site.machine.executor)
        let state = KernelState(revision: 42, networks: [try site.tenants[0].network()])
        let first = await kernel.apply(state)
        #expect(first.revision == 42)
        #expect(first.failures == [])
        #expect(first.changes.first == "ip link add name tv-acme group 7201 type vrf table 300")
        #expect(await site.machine.reached(["10.99.0.0"], from: "tv-acme") == ["10.99.0.0"])
        #expect(
            await kernel.apply(state) == KernelReport(revision: 42, changes: [], failures: [], cause: .repair))
    }
}
