// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Asking the kernel about isolation")
struct IsolationTests {
    private static func machine() throws -> ModelKernel {
        var machine = Sample.machine()
        let management = machine.add("mgmt")
        machine.addresses.append(
            AssignedAddress(
                device: management, prefix: InternetPrefix(InternetAddress(ipv4: 0xc000_0201), length: 24)))
        machine.addresses.append(
            AssignedAddress(
                device: management, prefix: InternetPrefix(InternetAddress(bits: 0xfe80 << 112 | 1), length: 64)))
        return machine
    }

    private static func beta() throws -> KernelNetwork {
        try Sample.own(
            "beta", table: 301, vlan: 1101, gateway: "10.99.0.2", address: "10.99.0.3", bridge: "10.30.0.1")
    }

    @Test("each network is asked about the others' addresses and the node's, from each of its devices")
    func probes() throws {
        var engine = KernelEngine(try Self.machine())
        let networks = [try Sample.own(), try Self.beta()]
        _ = engine.apply(networks[0], networks[1])
        let state = KernelState(revision: 7, networks: networks)
        let check = IsolationCheck(state, in: engine.observation, of: [networks[0].key])
        let acme = check.probes.map { "\($0.device) \($0.lookup.source) \($0.lookup.destination) \($0.target)" }
        #expect(
            acme == [
                "tb-acme 10.20.0.2 192.0.2.1 an address of the node", "tb-acme 10.20.0.2 10.30.0.1 an address of beta",
                "tb-acme 10.20.0.2 10.99.0.3 an address of beta",
                "tu-acme 10.99.0.0 192.0.2.1 an address of the node", "tu-acme 10.99.0.0 10.30.0.1 an address of beta",
                "tu-acme 10.99.0.0 10.99.0.3 an address of beta",
            ])
        #expect(IsolationCheck(state, in: engine.observation).probes.count == 12)
    }

    @Test("a rule of somebody else that lets packets out is reported for each network, the plan's own are not")
    func broken() throws {
        var engine = KernelEngine(try Self.machine())
        let networks = [try Sample.own(), try Self.beta()]
        #expect(engine.apply(KernelState(revision: 7, networks: networks), checksAll: true).failures == [])
        engine.kernel.rules[.ipv4]?.insert(
            Rule(family: .ipv4, priority: 900, table: 255, protocolID: 4, hasOtherSelectors: true), at: 0)
        let report = engine.apply(KernelState(revision: 7, networks: networks), checksAll: true)
        #expect(report.changes == [])
        #expect(
            report.failures.first
                == .init(
                    network: networks[0].key,
                    message: """
                        isolation is broken: a packet from tb-acme to 192.0.2.1, an address of the node, would leave the VRF \
                        by 'local 192.0.2.1/32 table 255 proto 2'
                        """, hint: "ip route get 192.0.2.1 from 10.20.0.2 iif tb-acme; ip rule show"))
        #expect(report.failures.map(\.network?.description) == ["acme", "beta"])
        // It is no matter of the plan who is right.
        let drift = try engine.differences(from: KernelState(revision: 7, networks: networks))
        #expect(drift.map(\.isRepaired) == [false, false])
    }

    @Test("what differs is told with the command that repairs it, and nothing is written")
    func differences() throws {
        var engine = KernelEngine(try Self.machine())
        let acme = try Sample.own()
        _ = engine.apply(acme)
        let state = KernelState(revision: 7, networks: [acme])
        let none = try engine.differences(from: state)
        #expect(none == [])
        engine.kernel.routes.removeAll { $0.metric == 200 && $0.destination.family == .ipv4 }
        engine.kernel.change("tb-acme") { $0.isUp = false }
        let writes = engine.kernel.writes
        let differences = try engine.differences(from: state)
        #expect(
            differences == [
                KernelDifference(
                    network: acme.key, what: "tb-acme is down", isRepaired: true, repair: "ip link set tb-acme up"),
                KernelDifference(
                    network: acme.key,
                    what: "route default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200 is missing",
                    isRepaired: true,
                    repair: "ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200"),
            ])
        #expect(engine.kernel.writes == writes)
    }
}
