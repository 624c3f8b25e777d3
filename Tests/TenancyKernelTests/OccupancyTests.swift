// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("What lives in the kernel")
struct OccupancyTests {
    @Test("connections of a tenant's public addresses are counted in both directions and families")
    func connections() throws {
        let list = """
            ipv4     2 tcp      6 431999 ESTABLISHED src=192.0.2.7 dst=203.0.113.4 sport=5 dport=443 src=10.1.0.5 dst=192.0.2.7 sport=443 dport=5 [ASSURED] mark=0 use=1
            ipv4     2 udp      17 29 src=203.0.113.4 dst=192.0.2.9 sport=5 dport=53 src=192.0.2.9 dst=203.0.113.4 sport=53 dport=5 mark=0 use=1
            ipv4     2 tcp      6 5 TIME_WAIT src=192.0.2.7 dst=203.0.113.40 sport=5 dport=443 src=203.0.113.40 dst=192.0.2.7 sport=443 dport=5 mark=0 use=1
            ipv6     10 tcp      6 5 ESTABLISHED src=2001:0db8:0000:0000:0000:0000:0000:0001 dst=2001:0db8:0000:0000:0000:0000:0000:0002 sport=5 dport=443 use=1
            """
        let found = ConnectionCount.blockers(
            Array(list.utf8), of: try prefixes("203.0.113.4/32", "2001:db8::2/128", "203.0.113.9/32", "10.1.0.0/24"))
        #expect(found.map(\.object) == ["10.1.0.0/24", "203.0.113.4", "2001:db8::2"])
        #expect(found.map(\.why) == ["1 connection uses it", "2 connections use it", "1 connection uses it"])
        #expect(found.first?.remove == "conntrack -D -s 10.1.0.0/24; conntrack -D -d 10.1.0.0/24")
        #expect(
            found.last?.show.hasSuffix("-d 2001:db8::2; conntrack -L -r 2001:db8::2; conntrack -L -q 2001:db8::2")
                == true)
        let nonsense = Array("nonsense\nsrc= dst= src=a dst=::::\n".utf8)
        #expect(ConnectionCount.blockers(nonsense, of: try prefixes("203.0.113.4/32")).isEmpty)
    }

    private func prefixes(_ texts: String...) throws -> Set<Prefix> {
        Set(try texts.map { try Prefix(parsing: $0) })
    }

    private func vrf(_ name: String, _ index: UInt32, table: UInt32) -> NetworkLink {
        NetworkLink(index: index, name: name, kind: "vrf", table: table)
    }

    @Test("a VRF that OVN-Kubernetes will delete is found: its table is one of theirs, and it has no port of theirs")
    func foreignVRFs() {
        let port = NetworkLink(index: 9, name: "ovn-k8s-mp3", kind: "openvswitch", master: 2)
        let links = [vrf("customer", 1, table: 77), vrf("blue-g1", 2, table: 1042), port]
        #expect(KernelExamination.vrfs(links) == Finding("kernel-vrfs", .ok, "0 VRFs of ours, 2 of others"))
        let finding = KernelExamination.vrfs(links + [vrf("red", 3, table: 1100)])
        #expect(finding.result == .warning && finding.evidence.hasPrefix("VRF red (table 1100) has"))
        #expect(finding.remedy?.contains("ip -d link show red") == true)
    }

    @Test("a device of others that bears a name of ours is found, and ours are not")
    func foreignNames() {
        let ours = NetworkLink(index: 1, name: "tb-acme", kind: "bridge", group: DeviceRole.group)
        let plain = NetworkLink(index: 2, name: "eno1", kind: "")
        #expect(KernelExamination.names([ours, plain]).result == .ok)
        let finding = KernelExamination.names([ours, plain, NetworkLink(index: 3, name: "tb-blue", kind: "bridge")])
        #expect(finding.result == .warning && finding.evidence.hasPrefix("tb-blue is not ours"), "\(finding)")
        #expect(finding.remedy?.contains("ip -d link show tb-blue") == true)
    }

    @Test(
        "a rule of others that OVN-Kubernetes removes, or that catches everything before the VRFs, is found",
        arguments: [
            (Rule(family: .ipv4, priority: 1000, isL3MDev: true, protocolID: 2), nil),
            (Rule(family: .ipv4, priority: 3000, table: 77, protocolID: 0, hasOtherSelectors: true), nil),
            (Rule(family: .ipv4, priority: 2000, table: 1042, protocolID: 0, hasOtherSelectors: true), nil),
            (Rule(family: .ipv4, priority: 30, table: 7, protocolID: 0, hasOtherSelectors: true), nil),
            (Rule(family: .ipv6, priority: 6000, table: 77, protocolID: 0, hasOtherSelectors: true), "removes it"),
            (Rule(family: .ipv4, priority: 5000, table: 300, protocolID: 0, hasOtherSelectors: true), "removes it"),
            (Rule(family: .ipv4, priority: 500, table: 77, protocolID: 0), "catches the packets"),
        ] as [(Rule, String?)])
    func foreignRules(rule: Rule, words: String?) {
        let finding = KernelExamination.rules([rule], [])
        #expect(finding.result == (words == nil ? .ok : .warning), "\(finding)")
        #expect((finding.remedy == nil) == (words == nil))
        if let words { #expect(finding.evidence.contains(words)) }
    }

    @Test("where OVN-Kubernetes runs, an EgressService's rule leads to any table")
    func egressServiceRule() {
        let rule = Rule(family: .ipv4, priority: 5000, table: 300, protocolID: 0, hasOtherSelectors: true)
        let port = NetworkLink(index: 9, name: "ovn-k8s-mp0", kind: "openvswitch")
        #expect(KernelExamination.rules([rule], [port]).result == .ok)
    }

    @Test("this machine's kernel can be examined")
    func examines() async throws {
        let findings = try await LinuxOccupancy().examine()
        #expect(findings.map(\.check) == ["kernel-names", "kernel-vrfs", "kernel-rules", "kernel-sources"])
    }

    @Test("a host without the tenant's devices has nothing of it")
    func nothing() async throws {
        let key = try NetworkKey("nosuchtenan")
        let spec = NetworkSpec(
            connectivity: .hostVRF, generation: 1, namespaces: [], uplinkParent: nil, gateways: [], announcement: .l2,
            bgp: nil)
        let tenant = Tenant(
            name: try TenantName("nosuchtenan"), labels: [:], created: Timestamp(microseconds: 0),
            networks: [Network(key: key, tenant: try TenantName("nosuchtenan"), spec: spec, allocations: [])])
        #expect(try await LinuxOccupancy().occupants(of: tenant, own: []).isEmpty)
    }
}
