// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import Platform
import Testing

/// The running kernel, in namespaces of the tests' own. What needs VRF is in Tests/Kernel.
@Suite(
    "The running kernel",
    .enabled(if: NetworkNamespace.isAvailable, "needs CAP_SYS_ADMIN to make a network namespace"))
struct KernelNamespaceTests {
    private static let ours: UInt8 = 201

    @Test("a link is made with its group, then gets alias, master and state, and goes")
    func links() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            try socket.perform(.addLink(NewLink(name: "tb-acme", kind: .bridge, group: 7201)))
            try socket.perform(.addLink(NewLink(name: "left", kind: .veth(peer: "right"), mtu: 1400)))
            let bridge = try #require(try socket.link(named: "tb-acme"))
            let left = try #require(try socket.link(named: "left"))
            let failures = try socket.perform([
                .setLink(index: bridge.index, .alias("tenancy:bridge:acme")),
                .setLink(index: left.index, .master(bridge.index)), .setLink(index: left.index, .up),
                .setLink(index: bridge.index, .up),
            ])
            #expect(failures.isEmpty)
            let links = try socket.links()
            #expect(links.map(\.name).sorted() == ["left", "lo", "right", "tb-acme"])
            #expect(
                links.first { $0.name == "tb-acme" }
                    == NetworkLink(
                        index: bridge.index, name: "tb-acme", kind: "bridge", group: 7201, alias: "tenancy:bridge:acme",
                        mtu: 1400, isUp: true))
            let joined = try #require(links.first { $0.name == "left" })
            #expect(joined.kind == "veth" && joined.master == bridge.index && joined.mtu == 1400 && joined.isUp)
            try socket.perform(.deleteLink(index: bridge.index))
            #expect(try socket.link(named: "tb-acme") == nil)
        }
    }

    @Test("a link has names beside its own, which are unique, and a link leaves its master")
    func alternativeNames() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            try socket.perform(.addLink(NewLink(name: "tb-acme", kind: .bridge, group: 7201)))
            try socket.perform(.addLink(NewLink(name: "left", kind: .veth(peer: "right"))))
            let (bridge, left) = (
                try socket.link(named: "tb-acme")?.index ?? 0, try socket.link(named: "left")?.index ?? 0
            )
            let names = ["tenancy-acme-mtu1500-up", "a-name-that-is-longer-than-fifteen-bytes"]
            #expect(try socket.perform(names.map { .setLink(index: left, .addAlternativeName($0)) }).isEmpty)
            #expect(try socket.links().first { $0.index == left }?.alternativeNames == names)
            let again = try socket.perform([.setLink(index: bridge, .addAlternativeName(names[0]))])
            #expect(again[0]?.isExisting == true)
            #expect(
                try socket.perform([
                    .setLink(index: left, .master(bridge)), .setLink(index: left, .master(0)),
                    .setLink(index: left, .deleteAlternativeName(names[0])),
                ]).isEmpty)
            let link = try socket.link(named: "left")
            #expect(link?.alternativeNames == [names[1]] && link?.master == nil)
            #expect(try socket.perform([.setLink(index: left, .deleteAlternativeName(names[0]))])[0]?.isMissing == true)
        }
    }

    @Test("addresses keep their protocol, and a second add says that the address exists")
    func addresses() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            let device = try socket.makeBridge()
            let own = [
                AssignedAddress(
                    device: device, prefix: InternetPrefix(InternetAddress(ipv4: 0x0a14_0001), length: 16),
                    protocolID: Self.ours),
                AssignedAddress(
                    device: device, prefix: InternetPrefix(InternetAddress(bits: 0xfd20 << 112 | 1), length: 64),
                    protocolID: Self.ours, skipsDetection: true),
            ]
            #expect(try socket.perform(own.map(Request.addAddress)).isEmpty)
            #expect(try socket.addresses().filter { $0.protocolID == Self.ours } == own)
            let again = try socket.perform(own.map(Request.addAddress))
            #expect(again.count == 2 && again.values.allSatisfy(\.isExisting))
            #expect(try socket.perform(own.map(Request.deleteAddress)).isEmpty)
            #expect(try socket.addresses().allSatisfy { $0.protocolID != Self.ours })
        }
    }

    @Test(
        "routes of both families go in and out of a table by their whole key, beside foreign ones",
        arguments: [300, 4_000_000])
    func routes(table: UInt32) async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            let device = try socket.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            let destination = InternetPrefix(InternetAddress(ipv4: 0x0a14_0000), length: 16)
            let own = [
                Route(
                    destination: destination, table: table, gateway: InternetAddress(ipv4: 0x0a63_0002), device: device,
                    metric: 200, protocolID: Self.ours),
                Route(
                    destination: .any(.ipv4), table: table, kind: .unreachable, metric: 4_278_198_272,
                    protocolID: Self.ours),
                Route(
                    destination: InternetPrefix(InternetAddress(bits: 0xfd20 << 112), length: 16), table: table,
                    device: device, metric: 200, protocolID: Self.ours),
                Route(
                    destination: .any(.ipv6), table: table, kind: .unreachable, metric: 4_278_198_272,
                    protocolID: Self.ours),
                Route(destination: destination, table: table, kind: .blackhole, metric: 9000, protocolID: Self.ours),
            ]
            let foreign = Route(
                destination: destination, table: table, gateway: InternetAddress(ipv4: 0x0a63_0003), device: device,
                metric: 100, protocolID: 4)
            #expect(try socket.perform((own + [foreign]).map(Request.addRoute)).isEmpty)

            let lo = try #require(try socket.link(named: "lo")).index
            var seen4 = try socket.routes(.ipv4, table: table, protocolID: Self.ours)
            var seen6 = try socket.routes(.ipv6, table: table, protocolID: Self.ours)
            // S32: IPv6 reject routes are reported on lo.
            for index in seen6.indices where seen6[index].device == lo { seen6[index].device = nil }
            #expect(Set(seen4 + seen6) == Set(own))
            seen4 = try socket.routes(.ipv4, protocolID: Self.ours)
            #expect(seen4.count == 3)

            // Deleting what is like ours but of another protocol touches nothing (S24, S31).
            var other = own[0]
            other.protocolID = 99
            let refusal = try socket.perform([.deleteRoute(other)])
            #expect(refusal[0]?.isMissing == true)

            #expect(try socket.perform(own.map(Request.deleteRoute)).isEmpty)
            #expect(try socket.routes(.ipv4, protocolID: Self.ours).isEmpty)
            #expect(try socket.routes(.ipv6, protocolID: Self.ours).isEmpty)
            #expect(try socket.routes(.ipv4, table: table) == [foreign])
        }
    }

    @Test("rules of both families are told apart by protocol, and the moved local rule can be put back")
    func rules() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            for family in InternetFamily.allCases {
                let before = try socket.rules(family)
                let kernelLocal = Rule(family: family, priority: 0, table: 255, protocolID: 2)
                #expect(before.first == kernelLocal)
                let ours = [
                    Rule(family: family, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: Self.ours),
                    Rule(family: family, priority: 1002, table: 255, protocolID: Self.ours),
                ]
                #expect(try socket.perform(ours.map(Request.addRule) + [.deleteRule(kernelLocal)]).isEmpty)
                #expect(try socket.rules(family).prefix(2) == ours[...])
                #expect(
                    try socket.perform([.addRule(kernelLocal)] + ours.map(Request.deleteRule)).isEmpty)
                #expect(try socket.rules(family) == before)
            }
        }
    }

    @Test("every refusal of a long batch is found by its own request, and the rest is done")
    func batches() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            let device = try socket.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            // Every third route has a gateway that is not on the link.
            let requests = (0..<1000).map { number in
                Request.addRoute(
                    Route(
                        destination: InternetPrefix(InternetAddress(ipv4: 0x0a14_0000 + UInt32(number)), length: 32),
                        table: 300, gateway: InternetAddress(ipv4: number % 3 == 0 ? 0xc000_0201 : 0x0a63_0002),
                        device: device, metric: 200, protocolID: Self.ours))
            }
            let failures = try socket.perform(requests)
            #expect(failures.keys.sorted() == Array(stride(from: 0, to: 1000, by: 3)))
            let first = try #require(failures[0])
            #expect(
                "\(first)"
                    == """
                    cannot apply 'ip route add 10.20.0.0/32 via 192.0.2.1 dev if\(device) table 300 proto 201 metric 200': \
                    Network is unreachable (kernel: Nexthop has invalid gateway)
                    """)
            #expect(try socket.routes(.ipv4, table: 300, protocolID: Self.ours).count == 666)
        }
    }

    @Test("a dump of many links is whole")
    func manyLinks() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            let names = (0..<150).map { "b\($0)" }
            #expect(try socket.perform(names.map { .addLink(NewLink(name: $0, kind: .bridge)) }).isEmpty)
            #expect(Set(try socket.links().map(\.name)) == Set(names + ["lo"]))
        }
    }

    @Test("what is not there is told apart from what is refused")
    func missing() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            #expect(try socket.link(named: "nothing") == nil)
            #expect(try socket.routes(.ipv4, table: 777).isEmpty)
            #expect(try socket.routes(.ipv6, table: 777).isEmpty)
            let error = #expect(throws: NetlinkError.self) { try socket.perform(.deleteLink(index: 4242)) }
            #expect(error?.isMissing == true)
        }
    }
}

extension NetlinkSocket {
    /// A bridge that is up, with an address.
    mutating func makeBridge(_ prefix: InternetPrefix? = nil) throws -> UInt32 {
        try perform(.addLink(NewLink(name: "br", kind: .bridge)))
        let index = try #require(try link(named: "br")).index
        try perform(.setLink(index: index, .up))
        if let prefix { try perform(.addAddress(AssignedAddress(device: index, prefix: prefix))) }
        return index
    }

    @Test("neighbours of both families are read, with whether they are live")
    func neighbours() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            try socket.perform(.addLink(NewLink(name: "left", kind: .veth(peer: "right"))))
            let left = try #require(try socket.link(named: "left"))
            try socket.perform(.setLink(index: left.index, .up))
            for arguments in [
                "neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev left nud reachable",
                "neigh add 10.9.0.3 lladdr 02:00:00:00:00:03 dev left nud stale",
                "neigh add fd00:9::2 lladdr 02:00:00:00:00:02 dev left nud reachable",
            ] {
                let ip = try ChildProcess.run(
                    executable: "/bin/ip", arguments: arguments.split(separator: " ").map(String.init),
                    deadline: .seconds(60))
                #expect(ip.status.isSuccess)
            }
            let found = try socket.neighbours().filter { $0.device == left.index && !$0.address.isMulticast }
            #expect(found.filter(\.isLive).count == 2)
            #expect(found.filter { !$0.isLive }.map(\.address.description) == ["10.9.0.3"])
        }
    }
}

extension InternetAddress {
    /// The kernel keeps entries for the groups that an interface listens to.
    fileprivate var isMulticast: Bool { description.hasPrefix("ff") || description.hasPrefix("224.") }
}
