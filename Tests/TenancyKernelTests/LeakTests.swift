// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Ways between VRFs")
struct LeakTests {
    private static func beta() throws -> KernelNetwork {
        try Sample.own(
            "beta", table: 301, vlan: 1101, gateway: "10.99.0.2", address: "10.99.0.3", bridge: "10.30.0.1")
    }

    /// beta offers 10.30.0.0/24, and sees 10.20.1.0/24 of acme for its answers.
    private static func pair() throws -> (acme: KernelNetwork, beta: KernelNetwork) {
        let (acme, beta) = (try Sample.own(), try beta())
        return (
            try Sample.leaking(acme, ("10.30.0.0/24", beta)), try Sample.leaking(beta, ("10.20.1.0/24", acme))
        )
    }

    private static let ways = [
        "ip route add 10.30.0.0/24 dev tv-beta table 300 proto 201 metric 200",
        "ip route add 10.20.1.0/24 dev tv-acme table 301 proto 201 metric 200",
    ]

    @Test("the routes stand once both VRFs do, are found again, and close before anything else when the leak goes")
    func life() throws {
        var engine = KernelEngine(Sample.machine())
        let (acme, beta) = try Self.pair()
        let report = engine.apply(acme, beta)
        #expect(report.failures == [])
        #expect(Array(report.changes.filter { $0.contains(" dev tv-") }) == Self.ways)
        #expect(engine.kernel.breaches == [])
        #expect(engine.apply(acme, beta).changes == [])
        #expect(
            engine.apply(try Sample.own(), try Self.beta()).changes
                == Self.ways.map { $0.replacing("route add", with: "route delete") })
    }

    @Test("when the owner's VRF is made again, the look at the owner finds the others' ways into it")
    func recreation() throws {
        var engine = KernelEngine(Sample.machine())
        let (acme, beta) = try Self.pair()
        let state = KernelState(revision: 1, networks: [acme, beta])
        #expect(engine.apply(state).failures == [])
        engine.kernel.remove("tv-beta")
        let interest = KernelInterest(state, engine.observation)
        var scope = RouteScope()
        #expect(interest.note(.link(index: 99, name: "tv-beta", kind: "vrf"), in: &scope))
        let report = engine.apply(state, scope: scope)
        #expect(report.failures == [])
        #expect(report.changes.contains(Self.ways[0]))
        #expect(engine.apply(state).changes == [])
    }

    @Test("a leak waits for a VRF that is not there, and holds up nothing else")
    func waiting() throws {
        var engine = KernelEngine(Sample.machine())
        let beta = try Sample.attached("beta", vrf: "beta-g1")
        let acme = try Sample.leaking(try Sample.own(vlan: 1101), ("10.30.0.0/24", beta))
        let report = engine.apply(acme, beta)
        #expect(
            report.failures.first { $0.network == acme.key }?.message == "leak shared waits for VRF beta-g1 of beta")
        #expect(engine.kernel.routes.contains { $0.table == 300 && $0.gateway != nil })
        engine.kernel.addOVN("beta-g1", table: 1007)
        // What failed is looked at again.
        var scope = RouteScope()
        scope.networks = Set(report.failures.compactMap(\.network))
        let later = engine.apply(KernelState(revision: 1, networks: [acme, beta]), scope: scope)
        #expect(later.failures == [])
        #expect(later.changes.contains("ip route add 10.30.0.0/24 dev beta-g1 table 300 proto 201 metric 200"))
    }

    @Test("asking the kernel allows the declared way, and finds one that leads elsewhere")
    func oracle() throws {
        var engine = KernelEngine(Sample.machine())
        let (acme, beta) = try Self.pair()
        let state = KernelState(revision: 1, networks: [acme, beta])
        #expect(engine.apply(state, checksAll: true).failures == [])
        let lookup = RouteLookup(
            to: InternetAddress(ipv4: 0x0a1e_0001), from: InternetAddress(ipv4: 0x0a14_0002),
            entering: try #require(engine.kernel.link("tb-acme")).index)
        #expect(try engine.kernel.lookUp([lookup])[0]?.device == engine.kernel.link("tv-beta")?.index)
        // More specific, by somebody else, and out by the uplink of the other.
        engine.kernel.routes.append(
            Route(
                destination: InternetPrefix(InternetAddress(ipv4: 0x0a1e_0001), length: 32), table: 300,
                device: engine.kernel.link("tu-beta")?.index, metric: 1, protocolID: 4))
        let report = engine.apply(state, checksAll: true)
        #expect(
            report.failures.first?.message.contains("to 10.30.0.1, an address of beta, would leave the VRF") == true)
    }
}
