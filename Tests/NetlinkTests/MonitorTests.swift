// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import Testing

/// What the running kernel tells, in namespaces of the tests' own.
@Suite(
    "The kernel's events",
    .enabled(if: NetworkNamespace.isAvailable, "needs CAP_SYS_ADMIN to make a network namespace"))
struct MonitorTests {
    @Test("what others do is told, what our own socket does is not")
    func echo() async throws {
        try await NetworkNamespace().run {
            var own = try NetlinkSocket()
            let monitor = try NetlinkMonitor(ignoring: own.port)
            var other = try NetlinkSocket()
            let device = try own.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            _ = try monitor.events()
            let route = Route(
                destination: .any(.ipv4), table: 300, gateway: InternetAddress(ipv4: 0x0a63_0002), device: device,
                metric: 200, protocolID: 201)
            let rule = Rule(family: .ipv6, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: 201)
            #expect(try own.perform([.addRoute(route), .addRule(rule)]).isEmpty)
            #expect(try monitor.events() == [])
            #expect(try other.perform([.deleteRoute(route), .deleteRule(rule)]).isEmpty)
            #expect(
                try monitor.events() == [.route(route, isGone: true, concernsOther: false), .rule(.ipv6)])
            monitor.stop()
            #expect(try monitor.receive(within: nil) == [])
        }
    }

    @Test("an IPv4 route that goes with its link is not told, its link is (fact 2)")
    func silence() async throws {
        try await NetworkNamespace().run {
            var own = try NetlinkSocket()
            let device = try own.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            let route = Route(
                destination: .any(.ipv4), table: 300, gateway: InternetAddress(ipv4: 0x0a63_0002), device: device,
                metric: 200, protocolID: 201)
            try own.perform(.addRoute(route))
            let monitor = try NetlinkMonitor(ignoring: own.port)
            var other = try NetlinkSocket()
            try other.perform(.setLink(index: device, .down))
            let events = try monitor.events()
            #expect(events.contains(.link(index: device, name: "br", kind: "bridge")))
            #expect(!events.contains(.route(route, isGone: true, concernsOther: false)))
            #expect(try own.routes(.ipv4, table: 300).isEmpty)
        }
    }

    @Test("a route that takes another's place is told as such")
    func replacement() async throws {
        try await NetworkNamespace().run {
            var own = try NetlinkSocket()
            let device = try own.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            let monitor = try NetlinkMonitor(ignoring: own.port)
            var other = try NetlinkSocket()
            let route = Route(
                destination: .any(.ipv4), table: 300, kind: .blackhole, metric: 200, protocolID: 4)
            try other.perform(.addRoute(route))
            #expect(try monitor.events() == [.route(route, isGone: false, concernsOther: false)])
            try other.perform(.deleteLink(index: device))
        }
    }

    @Test("a buffer that is too small for a storm is told, and what comes after it is heard")
    func storm() async throws {
        try await NetworkNamespace().run {
            let own = try NetlinkSocket()
            let monitor = try NetlinkMonitor(ignoring: own.port, buffer: 4096)
            var other = try NetlinkSocket()
            let routes = (0..<500).map { number in
                Route(
                    destination: InternetPrefix(InternetAddress(ipv4: 0x0a14_0000 + UInt32(number)), length: 32),
                    table: 300, kind: .blackhole, metric: 200, protocolID: 201)
            }
            #expect(try other.perform(routes.map(Request.addRoute)).isEmpty)
            let error = #expect(throws: NetlinkError.self) { while try !monitor.events().isEmpty {} }
            #expect(error?.isOverrun == true)
            while try !monitor.events().isEmpty {}
            try other.perform(.deleteRoute(routes[0]))
            #expect(try monitor.events() == [.route(routes[0], isGone: true, concernsOther: false)])
        }
    }

    @Test("the kernel says where a packet would go, and that it would go nowhere")
    func lookups() async throws {
        try await NetworkNamespace().run {
            var socket = try NetlinkSocket()
            let lo = try #require(try socket.link(named: "lo")).index
            try socket.perform(.setLink(index: lo, .up))
            let device = try socket.makeBridge(InternetPrefix(InternetAddress(ipv4: 0x0a63_0001), length: 24))
            let neighbour = InternetAddress(ipv4: 0x0a63_0002)
            let lookups = [InternetAddress(ipv4: 0x0a63_0001), InternetAddress(ipv4: 0x0808_0808)].map {
                RouteLookup(to: $0, from: neighbour, entering: device)
            }
            let many = Array(repeating: lookups, count: 300).flatMap { $0 }
            let answers = try socket.lookUp(many)
            #expect(answers.keys.sorted() == Array(stride(from: 0, to: 600, by: 2)))
            #expect(answers[0]?.kind == .local)
            let own6 = InternetAddress(bits: 0xfd20 << 112 | 1)
            try socket.perform(
                .addAddress(
                    AssignedAddress(device: device, prefix: InternetPrefix(own6, length: 64), skipsDetection: true)))
            let neighbour6 = InternetAddress(bits: 0xfd20 << 112 | 2)
            let answers6 = try socket.lookUp([RouteLookup(to: own6, from: neighbour6, entering: device)])
            #expect(answers6[0] != nil)
            #expect("\(lookups[1])" == "route get 8.8.8.8 from 10.99.0.2 iif if\(device)")
        }
    }
}

extension NetlinkMonitor {
    /// What is there by now; the kernel tells events within the call that makes them.
    fileprivate func events() throws -> [NetworkEvent] {
        try receive(within: .zero)
    }
}
