// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Node addresses")
struct LinuxAddressesTests {
    @Test("the node's own addresses are those outside of our devices and of VRFs, without loopback and link-local ones")
    func own() throws {
        func address(_ text: String, _ device: UInt32) throws -> AssignedAddress {
            let address = try IPAddress(parsing: text)
            return AssignedAddress(
                device: device,
                prefix: InternetPrefix(InternetAddress(bits: address.bits), length: UInt8(address.family.width)))
        }
        let links = [
            NetworkLink(index: 1, name: "lo"), NetworkLink(index: 2, name: "eno1"),
            NetworkLink(index: 3, name: "tb-acme", kind: "bridge", master: 4, group: DeviceRole.group),
            NetworkLink(index: 4, name: "blue-g1", kind: "vrf", table: 1001),
            NetworkLink(index: 5, name: "ovn-k8s-mp1", master: 4),
            NetworkLink(index: 6, name: "tu-acme", kind: "vlan", group: DeviceRole.group),
            NetworkLink(index: 7, name: "br-ex", kind: "bridge"), NetworkLink(index: 8, name: "eno2", master: 7),
        ]
        let addresses = [
            try address("127.0.0.1", 1), try address("::1", 1), try address("198.51.100.1", 1),
            try address("2001:db8::10", 2), try address("192.0.2.10", 2), try address("fe80::1", 2),
            try address("169.254.0.1", 2), try address("10.0.0.1", 3), try address("10.0.0.2", 4),
            try address("10.0.0.3", 5), try address("10.0.0.4", 6), try address("192.0.2.11", 7),
            try address("192.0.2.12", 8), try address("192.0.2.13", 99),
        ]
        #expect(
            LinuxAddresses.own(links, addresses).map { "\($0.address) \($0.interface)" } == [
                "192.0.2.10 eno1", "192.0.2.11 br-ex", "192.0.2.12 eno2", "198.51.100.1 lo", "2001:db8::10 eno1",
            ])
    }

    @Test("the running kernel answers, and a second question within a second gets the same")
    func live() async throws {
        let source = try LinuxAddresses()
        let first = try await source.nodeAddresses()
        #expect(first.allSatisfy { $0.address.isUnicast && !$0.interface.isEmpty })
        #expect(try await source.nodeAddresses() == first)
    }
}
