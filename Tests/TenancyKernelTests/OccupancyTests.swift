// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("What lives in the kernel")
struct OccupancyTests {
    @Test("connections of a tenant's public addresses are counted in both directions and families")
    func connections() {
        let list = """
            ipv4     2 tcp      6 431999 ESTABLISHED src=192.0.2.7 dst=203.0.113.4 sport=5 dport=443 src=10.1.0.5 dst=192.0.2.7 sport=443 dport=5 [ASSURED] mark=0 use=1
            ipv4     2 udp      17 29 src=203.0.113.4 dst=192.0.2.9 sport=5 dport=53 src=192.0.2.9 dst=203.0.113.4 sport=53 dport=5 mark=0 use=1
            ipv4     2 tcp      6 5 TIME_WAIT src=192.0.2.7 dst=203.0.113.40 sport=5 dport=443 src=203.0.113.40 dst=192.0.2.7 sport=443 dport=5 mark=0 use=1
            ipv6     10 tcp      6 5 ESTABLISHED src=2001:0db8:0000:0000:0000:0000:0000:0001 dst=2001:0db8:0000:0000:0000:0000:0000:0002 sport=5 dport=443 use=1
            """
        let found = LinuxOccupancy.connections(list, with: ["203.0.113.4", "2001:db8::2", "203.0.113.9"])
        #expect(found.map(\.object) == ["2001:db8::2", "203.0.113.4"])
        #expect(found.map(\.why) == ["1 connection uses it", "2 connections use it"])
        #expect(LinuxOccupancy.connections("nonsense\nsrc= dst=", with: ["203.0.113.4"]).isEmpty)
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
        #expect(try await LinuxOccupancy().occupants(of: tenant).isEmpty)
    }
}
