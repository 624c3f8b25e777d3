// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Netlink

@Suite("What the kernel says")
struct DecodingTests {
    /// A link as Linux 6.1 reports it, shortened to the attributes that are read and two that are not.
    static let vlan = annotatedHex(
        """
        00 00 01 00  09 00 00 00  43 10 01 00  00 00 00 00    # ifinfomsg: index 9, UP
        0c 00 03 00  74 75 2d 61 63 6d 65 00                  # IFLA_IFNAME tu-acme
        08 00 0d 00  e8 03 00 00                              # IFLA_TXQLEN: skipped
        08 00 04 00  dc 05 00 00                              # IFLA_MTU 1500
        08 00 1b 00  21 1c 00 00                              # IFLA_GROUP 7201
        08 00 05 00  02 00 00 00                              # IFLA_LINK 2
        08 00 0a 00  08 00 00 00                              # IFLA_MASTER 8
        18 00 14 00  74 65 6e 61 6e 63 79 3a 75 70 6c 69 6e 6b 3a 61 63 6d 65 00   # IFLA_IFALIAS tenancy:uplink:acme
        30 00 12 00                                           # IFLA_LINKINFO
        09 00 01 00  76 6c 61 6e 00 00 00 00                  #   IFLA_INFO_KIND vlan
        14 00 02 00                                           #   IFLA_INFO_DATA
        06 00 05 00  81 00 00 00                              #     IFLA_VLAN_PROTOCOL: skipped
        06 00 01 00  4c 04 00 00                              #     IFLA_VLAN_ID 1100
        0c 00 05 00  08 00 01 00  2c 01 00 00                 #   IFLA_INFO_SLAVE_DATA: skipped
        """)

    static let message = annotatedHex(
        """
        48 00 00 00  02 00  00 03  07 00 00 00  39 30 00 00   # nlmsghdr: NLMSG_ERROR, CAPPED|ACK_TLVS, seq 7
        ef ff ff ff                                           # error -17
        3c 00 00 00  10 00  05 06  07 00 00 00  00 00 00 00   # header of the request, its body left out
        22 00 01 00                                           # NLMSGERR_ATTR_MSG
        54 61 62 6c 65 20 69 73 20 75 73 65 64 20 62 79 20 61 6e 6f 74 68 65 72 20 56 52 46 2e 00 00 00
        """)

    @Test("a link is read with its kind's own attributes")
    func link() throws {
        let bytes = Self.vlan
        let link = unsafe NetworkLink(bytes.span.bytes, 0..<bytes.count)
        #expect(
            link
                == NetworkLink(
                    index: 9, name: "tu-acme", kind: "vlan", vlan: 1100, parent: 2, master: 8, group: 7201,
                    alias: "tenancy:uplink:acme", mtu: 1500, isUp: true))
    }

    @Test("a refusal carries the kernel's own words")
    func kernelText() throws {
        let bytes = Self.message
        let span = unsafe bytes.span.bytes
        let found = span.message(at: 0)
        let header = try #require(found)
        let refusal = span.error(header, request: "apply 'ip link add name tv-b type vrf table 300'")
        let error = try #require(refusal)
        #expect(error.errno == 17)
        #expect(header.sequence == 7)
        #expect(
            "\(error)"
                == "cannot apply 'ip link add name tv-b type vrf table 300': File exists (kernel: Table is used by another VRF.)"
        )
    }

    @Test("what is encoded is decoded to the same value")
    func roundTrip() throws {
        let route = Route(
            destination: InternetPrefix(InternetAddress(ipv4: 0x0a14_0000), length: 16), table: 4_000_000,
            gateway: InternetAddress(ipv4: 0x0a63_0001), device: 3, metric: 200, protocolID: 201)
        let rule = Rule(family: .ipv6, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: 201)
        let address = AssignedAddress(
            device: 4, prefix: InternetPrefix(InternetAddress(bits: 1), length: 128), protocolID: 201)
        var buffer = MessageBuffer()
        Request.addRoute(route).encode(into: &buffer, sequence: 1)
        Request.addRule(rule).encode(into: &buffer, sequence: 2)
        Request.addAddress(address).encode(into: &buffer, sequence: 3)
        let bytes = buffer.bytes
        let span = unsafe bytes.span.bytes
        var payloads: [Range<Int>] = []
        var offset = 0
        while let header = span.message(at: offset) {
            payloads.append(header.payload)
            offset = header.end
        }
        try #require(payloads.count == 3)
        let decoded = (
            Route(span, payloads[0]), Rule(span, payloads[1]), AssignedAddress(span, payloads[2])
        )
        #expect(decoded == (route, rule, address))
    }

    @Test("input cut off anywhere, or with wrong lengths, is refused or read in part, and never read beyond")
    func truncation() {
        var route = MessageBuffer()
        Request.addRoute(Route(destination: .any(.ipv6), table: 300, device: 1, protocolID: 201)).encode(
            into: &route, sequence: 1)
        for whole in [Self.vlan, Self.message, route.bytes] {
            for length in 0...whole.count {
                read(Array(whole.prefix(length)))
            }
            for position in whole.indices {
                for value: UInt8 in [0x00, 0x01, 0x03, 0x7f, 0xff] {
                    var broken = whole
                    broken[position] = value
                    read(broken)
                }
            }
        }
        let short = [UInt8](repeating: 0, count: 15)
        let link = unsafe NetworkLink(short.span.bytes, 0..<short.count)
        #expect(link == nil)
        let long = [UInt8](repeating: 0xff, count: 16)
        let header = unsafe long.span.bytes.message(at: 0)
        #expect(header == nil)
    }

    /// Reads the bytes as everything they could be; out-of-bounds access traps.
    private func read(_ bytes: [UInt8]) {
        let span = unsafe bytes.span.bytes
        _ = NetworkLink(span, 0..<bytes.count)
        _ = Route(span, 0..<bytes.count)
        _ = Rule(span, 0..<bytes.count)
        _ = AssignedAddress(span, 0..<bytes.count)
        var offset = 0
        while let header = span.message(at: offset) {
            offset = header.end
            _ = span.error(header, request: "")
            _ = NetworkLink(span, header.payload)
            _ = Route(span, header.payload)
            _ = Rule(span, header.payload)
        }
    }
}
