// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@testable import TenancyKernel

/// What lives in a real VRF, and what others have put into a real kernel.
@Suite(
    "What lives in a real VRF",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct OccupancyTests {
    private static let cidr = "10.20.0.0/16"

    private func tenant(_ of: Site.Tenant) throws -> Tenant {
        let (name, start) = (try TenantName("acme"), Timestamp(microseconds: 0))
        let spec = NetworkSpec(
            connectivity: .hostVRF, generation: 1, namespaces: [], uplinkParent: nil, gateways: [], announcement: .l2,
            bgp: nil)
        let table = Allocation(
            scope: .numbers(.table), pool: nil, extent: try Extent(parsingNumbers: "\(300 + of.number)"), tenant: name,
            network: of.key, role: .table, since: start)
        return Tenant(
            name: name, labels: [:], created: start,
            networks: [Network(key: of.key, tenant: name, spec: spec, allocations: [table])])
    }

    @Test(
        "devices, neighbours, routes of others and tracked connections are blockers, and each goes by its own command")
    func blockers() async throws {
        let site = try await Site("acme")
        let (machine, acme) = (site.machine, site.tenants[0])
        #expect(try await machine.apply(acme.network()).failures.isEmpty)
        let occupancy = LinuxOccupancy(executor: machine.executor)
        let (tenant, own) = (try tenant(acme), [try Prefix(parsing: Self.cidr)])
        #expect(try await occupancy.occupants(of: tenant, own: own) == [])

        // A rule that asks for the state of connections has the kernel track them.
        try await machine.run(
            """
            iptables -A FORWARD -m conntrack --ctstate ESTABLISHED || iptables-legacy -A FORWARD -m conntrack --ctstate ESTABLISHED
            ip route add blackhole 198.51.100.0/24 table 300 proto 99
            ip -6 route add blackhole 2001:db8:9::/64 table 300 proto 99
            """)
        let workload = try await site.workload(of: acme)
        let router = [acme.gateway, acme.gateway6]
        #expect(await workload.reached(router) == router)

        let found = try await occupancy.occupants(of: tenant, own: own)
        #expect(Set(found.map(\.kind)) == ["Connection", "Device", "Neighbour", "Route"], "\(found)")
        #expect(found.filter { $0.kind == "Route" }.map(\.object) == ["198.51.100.0/24", "2001:db8:9::/64"])
        #expect(found.contains { $0.kind == "Device" && $0.object == "port0" })
        #expect(
            found.contains {
                $0.kind == "Neighbour" && $0.object == acme.workload && $0.why == "answers behind tb-acme"
            })
        #expect(found.contains { $0.kind == "Connection" && $0.object == Self.cidr })
        // A CIDR that somebody else has as well says nothing about whose a connection is.
        #expect(try await !occupancy.occupants(of: tenant, own: []).contains { $0.kind == "Connection" })

        for kind in ["Device", "Connection", "Neighbour", "Route"] {
            for blocker in found where blocker.kind == kind {
                try await machine.run(blocker.show)
                // Of two commands one may find nothing to delete, and says so by its exit code.
                try await machine.run("{ \(try #require(blocker.remove)); } || true")
            }
            #expect(try await !occupancy.occupants(of: tenant, own: own).contains { $0.kind == kind }, "\(kind)")
        }
        #expect(try await occupancy.occupants(of: tenant, own: own) == [])
    }

    @Test("a device with a name of ours, and a VRF and a rule that OVN-Kubernetes will remove, are found in the kernel")
    func examines() async throws {
        let machine = try await Namespace()
        let occupancy = LinuxOccupancy(executor: machine.executor)
        #expect(await occupancy.examine().map(\.result) == [.ok, .ok, .ok, .ok])
        try await machine.run(
            """
            ip link add tb-blue type dummy
            ip link add red type vrf table 1100
            ip rule add priority 2000 from 192.0.2.9 lookup 77
            """)
        let findings = await occupancy.examine()
        #expect(findings.map(\.result) == [.warning, .warning, .warning, .ok], "\(findings)")
        try await machine.run("ip link add ovn-k8s-mp3 type dummy\nip link set ovn-k8s-mp3 master red")
        #expect(await occupancy.examine().map(\.result) == [.warning, .ok, .warning, .ok])
        for finding in findings where finding.result != .ok {
            try await machine.run(String(try #require(finding.remedy).split(separator: ": ")[1]))
        }
    }

    @Test("with a bridge of a tenant, the rule against IPv6 addresses of others is missed until it is there")
    func sources() async throws {
        let site = try await Site("acme")
        let machine = site.machine
        let occupancy = LinuxOccupancy(executor: machine.executor)
        func finding() async -> Finding? { await occupancy.examine().first { $0.check == "kernel-sources" } }
        #expect(await finding()?.result == .ok, "no bridge, no need")
        #expect(try await machine.apply(site.tenants[0].network()).failures.isEmpty)
        #expect(await finding()?.result == .warning)
        #expect(await finding()?.remedy?.hasPrefix("systemctl enable --now tenancy-sources") == true)
        let unit = try Conformance.sourceFilter("ExecStart").split(separator: " ")
        let rule = unit.drop { $0 != "-t" }.prefix { !$0.hasPrefix("2>") }.joined(separator: " ")
        #expect(rule == "-t raw -A PREROUTING -i tb-+ -m rpfilter --invert -j DROP")
        // The guest's kernel has netfilter's older half; the other one is asked in NetlinkTests.
        let command = "ip6tables-legacy"
        // What does less is not taken for it.
        for other in [
            rule.replacing("tb-+", with: "tb-acme"), rule.replacing("--invert ", with: ""),
            rule.replacing("-j DROP", with: "-j ACCEPT"), rule.replacing("-i tb-+", with: "-i tb-+ -s fd20::/64"),
            rule.replacing("-i tb-+", with: "! -i tb-+"), rule.replacing("-i tb-+", with: "-i tb-+ -p udp"),
        ] {
            try await machine.run("\(command) -w \(other)")
            #expect(await finding()?.result == .warning, "\(other)")
        }
        try await machine.run("\(command) -w \(rule)")
        #expect(await finding()?.result == .ok)
        try await machine.run("\(command) -w \(rule.replacing("-A", with: "-D"))")
        #expect(await finding()?.result == .warning)
        try await machine.run("\(command) -w \(rule.replacing("-i tb-+ ", with: ""))")
        #expect(await finding()?.result == .ok, "a rule for all devices covers the tenants'")
    }
}
