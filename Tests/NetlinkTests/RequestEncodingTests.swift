// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import Testing

@Suite("Requests on the wire")
struct RequestEncodingTests {
    private static let gateway4 = InternetAddress(ipv4: 0x0a63_0000)
    private static let gateway6 = InternetAddress(bits: 0xfd00_0000_0000_0000_0000_0000_0000_0001)
    private static let mapped = InternetAddress(ipv4: 0x0a14_0000)

    static let cases: [(Request, String, String)] = [
        (
            .addRoute(
                Route(
                    destination: .any(.ipv4), table: 300, gateway: gateway4, device: 7, metric: 200, protocolID: 201)),
            "ip route add default via 10.99.0.0 dev if7 table 300 proto 201 metric 200",
            """
            3c 00 00 00  18 00  01 06  05 00 00 00  00 00 00 00   # nlmsghdr: 60 bytes, RTM_NEWROUTE, REQUEST|CREATE|EXCL, seq 5
            02 00 00 00  00 c9 00 01  00 00 00 00                 # rtmsg: AF_INET /0, table in attribute, proto 201, universe, unicast
            08 00 0f 00  2c 01 00 00                              # RTA_TABLE 300
            08 00 06 00  c8 00 00 00                              # RTA_PRIORITY 200
            08 00 05 00  0a 63 00 00                              # RTA_GATEWAY 10.99.0.0
            08 00 04 00  07 00 00 00                              # RTA_OIF 7
            """
        ),
        (
            .addRoute(
                Route(destination: .any(.ipv6), table: 300, kind: .unreachable, metric: 4_278_198_272, protocolID: 201)),
            "ip -6 route add unreachable default table 300 proto 201 metric 4278198272",
            """
            2c 00 00 00  18 00  01 06  05 00 00 00  00 00 00 00   # RTM_NEWROUTE, REQUEST|CREATE|EXCL
            0a 00 00 00  00 c9 00 07  00 00 00 00                 # AF_INET6 /0, proto 201, universe, unreachable
            08 00 0f 00  2c 01 00 00                              # RTA_TABLE 300
            08 00 06 00  00 20 00 ff                              # RTA_PRIORITY 4278198272
            """
        ),
        (
            .addRoute(
                Route(
                    destination: InternetPrefix(InternetAddress(bits: 0xfd20 << 112), length: 16), table: 1007,
                    gateway: gateway6, device: 9, metric: 200, protocolID: 201)),
            "ip -6 route add fd20::/16 via fd00::1 dev if9 table 1007 proto 201 metric 200",
            """
            5c 00 00 00  18 00  01 06  05 00 00 00  00 00 00 00
            0a 10 00 00  00 c9 00 01  00 00 00 00                 # AF_INET6 /16
            14 00 01 00  fd 20 00 00 00 00 00 00 00 00 00 00 00 00 00 00   # RTA_DST fd20::
            08 00 0f 00  ef 03 00 00                              # RTA_TABLE 1007
            08 00 06 00  c8 00 00 00                              # RTA_PRIORITY 200
            14 00 05 00  fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01   # RTA_GATEWAY fd00::1
            08 00 04 00  09 00 00 00                              # RTA_OIF 9
            """
        ),
        (
            .deleteRoute(
                Route(
                    destination: InternetPrefix(mapped, length: 16), table: 300, device: 7, metric: 200, protocolID: 201
                )
            ),
            "ip route delete 10.20.0.0/16 dev if7 table 300 proto 201 metric 200",
            """
            3c 00 00 00  19 00  01 00  05 00 00 00  00 00 00 00   # RTM_DELROUTE, REQUEST
            02 10 00 00  00 c9 ff 01  00 00 00 00                 # AF_INET /16, scope nowhere: any
            08 00 01 00  0a 14 00 00                              # RTA_DST 10.20.0.0
            08 00 0f 00  2c 01 00 00                              # RTA_TABLE 300
            08 00 06 00  c8 00 00 00                              # RTA_PRIORITY 200
            08 00 04 00  07 00 00 00                              # RTA_OIF 7
            """
        ),
        (
            .addRule(Rule(family: .ipv4, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: 201)),
            "ip rule add priority 1001 l3mdev unreachable protocol 201",
            """
            34 00 00 00  20 00  01 06  05 00 00 00  00 00 00 00   # RTM_NEWRULE, REQUEST|CREATE|EXCL
            02 00 00 00  00 00 00 07  00 00 00 00                 # fib_rule_hdr: AF_INET, unreachable
            08 00 06 00  e9 03 00 00                              # FRA_PRIORITY 1001
            05 00 13 00  01 00 00 00                              # FRA_L3MDEV
            05 00 15 00  c9 00 00 00                              # FRA_PROTOCOL 201
            """
        ),
        (
            .deleteRule(Rule(family: .ipv6, priority: 0, table: 255, protocolID: 2)),
            "ip -6 rule delete priority 0 lookup local protocol 2",
            """
            34 00 00 00  21 00  01 00  05 00 00 00  00 00 00 00   # RTM_DELRULE, REQUEST
            0a 00 00 00  00 00 00 01  00 00 00 00                 # AF_INET6, lookup
            08 00 06 00  00 00 00 00                              # FRA_PRIORITY 0
            08 00 0f 00  ff 00 00 00                              # FRA_TABLE local
            05 00 15 00  02 00 00 00                              # FRA_PROTOCOL kernel
            """
        ),
        (
            .addLink(NewLink(name: "tv-acme", kind: .vrf(table: 300), group: 7201)),
            "ip link add name tv-acme group 7201 type vrf table 300",
            """
            4c 00 00 00  10 00  01 06  05 00 00 00  00 00 00 00   # RTM_NEWLINK, REQUEST|CREATE|EXCL
            00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00    # ifinfomsg: down
            0c 00 03 00  74 76 2d 61 63 6d 65 00                  # IFLA_IFNAME tv-acme
            08 00 1b 00  21 1c 00 00                              # IFLA_GROUP 7201
            18 00 12 80                                           # IFLA_LINKINFO, nested
            08 00 01 00  76 72 66 00                              #   IFLA_INFO_KIND vrf
            0c 00 02 80                                           #   IFLA_INFO_DATA, nested
            08 00 01 00  2c 01 00 00                              #     IFLA_VRF_TABLE 300
            """
        ),
        (
            .addLink(NewLink(name: "tu-a", kind: .vlan(parent: 2, id: 1100), group: 7201, master: 8, mtu: 9000)),
            "ip link add link if2 name tu-a mtu 9000 group 7201 master if8 type vlan id 1100",
            """
            68 00 00 00  10 00  01 06  05 00 00 00  00 00 00 00
            00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00
            09 00 03 00  74 75 2d 61 00 00 00 00                  # IFLA_IFNAME tu-a, padded
            08 00 04 00  28 23 00 00                              # IFLA_MTU 9000
            08 00 05 00  02 00 00 00                              # IFLA_LINK 2
            08 00 0a 00  08 00 00 00                              # IFLA_MASTER 8
            08 00 1b 00  21 1c 00 00                              # IFLA_GROUP 7201
            1c 00 12 80
            09 00 01 00  76 6c 61 6e 00 00 00 00                  #   IFLA_INFO_KIND vlan
            0c 00 02 80
            06 00 01 00  4c 04 00 00                              #     IFLA_VLAN_ID 1100
            """
        ),
        (
            .addAddress(
                AssignedAddress(
                    device: 9, prefix: InternetPrefix(gateway6, length: 127), protocolID: 201, skipsDetection: true)),
            "ip address add fd00::1/127 dev if9 proto 201 nodad",
            """
            48 00 00 00  14 00  01 06  05 00 00 00  00 00 00 00   # RTM_NEWADDR, REQUEST|CREATE|EXCL
            0a 7f 02 00  09 00 00 00                              # ifaddrmsg: AF_INET6 /127, IFA_F_NODAD, index 9
            14 00 02 00  fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01   # IFA_LOCAL
            14 00 01 00  fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01   # IFA_ADDRESS
            05 00 0b 00  c9 00 00 00                              # IFA_PROTO 201
            """
        ),
        (
            .setLink(index: 8, .addAlternativeName("tenancy-a")), "ip link set if8 property add altname tenancy-a",
            """
            34 00 00 00  6c 00  01 0e  05 00 00 00  00 00 00 00   # RTM_NEWLINKPROP, REQUEST|CREATE|EXCL|APPEND
            00 00 00 00  08 00 00 00  00 00 00 00  00 00 00 00    # ifinfomsg: index 8
            14 00 34 80                                           # IFLA_PROP_LIST, nested
            0e 00 35 00  74 65 6e 61 6e 63 79 2d 61 00 00 00      #   IFLA_ALT_IFNAME tenancy-a, padded
            """
        ),
        (
            .setLink(index: 8, .up), "ip link set if8 up",
            """
            20 00 00 00  10 00  01 00  05 00 00 00  00 00 00 00   # RTM_NEWLINK, REQUEST
            00 00 00 00  08 00 00 00  01 00 00 00  01 00 00 00    # index 8, IFF_UP, change IFF_UP
            """
        ),
    ]

    @Test("a request has the bytes the kernel expects and prints as the command", arguments: cases)
    func encoding(request: Request, command: String, hex: String) {
        var buffer = MessageBuffer()
        request.encode(into: &buffer, sequence: 5)
        #expect(dumped(buffer.bytes) == dumped(annotatedHex(hex)))
        #expect("\(request)" == command)
    }

    @Test("a buffer that grows keeps what was written, and is empty again after removeAll")
    func growth() {
        let route = Route(destination: .any(.ipv4), table: 300, device: 7, protocolID: 201)
        var one = MessageBuffer(capacity: 64)
        var many = MessageBuffer(capacity: 64)
        Request.addRoute(route).encode(into: &one, sequence: 1)
        for _ in 0..<100 { Request.addRoute(route).encode(into: &many, sequence: 1) }
        #expect(many.count == 100 * one.count)
        #expect(many.bytes == [[UInt8]](repeating: one.bytes, count: 100).flatMap { $0 })
        many.removeAll()
        #expect(many.bytes.isEmpty)
    }

    @Test(
        "addresses print as people write them",
        arguments: [
            (InternetAddress(ipv4: 0xcb00_7104), "203.0.113.4"), (InternetAddress(bits: 0), "::"),
            (InternetAddress(bits: 0x2001_0db8 << 96 | 0x1_0000_0000), "2001:db8::1:0:0"),
        ])
    func addresses(address: InternetAddress, text: String) {
        #expect(address.description == text)
    }
}
