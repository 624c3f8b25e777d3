// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("The removal budget")
struct BudgetTests {
    private static func networks(_ count: Int) throws -> [KernelNetwork] {
        try (0..<count).map { try Sample.own("t\($0)", table: 300 + $0, vlan: 1100 + $0) }
    }

    private static func machine(_ count: Int) throws -> ModelKernel {
        var engine = KernelEngine(Sample.machine())
        _ = engine.apply(KernelState(revision: 9, networks: try networks(count)))
        return engine.kernel
    }

    @Test("a plan that lost its tenants removes none of them, and says why for each")
    func emptyPlan() throws {
        var engine = KernelEngine(try Self.machine(6))
        let before = (engine.kernel.links, engine.kernel.routes, engine.kernel.rules)
        let report = engine.apply(KernelState(revision: 2, networks: []), releasing: [])
        #expect(report.changes == [])
        #expect(report.failures.map(\.network?.description) == ["t0", "t1", "t2", "t3", "t4", "t5"])
        #expect(
            report.failures.first?.message == """
                cannot remove the devices of t0: 6 networks in the kernel are not in the plan of revision 2, so it may be \
                the wrong plan
                """)
        #expect((engine.kernel.links, engine.kernel.routes, engine.kernel.rules) == before)
    }

    @Test("what the plan asks to remove goes at any number, and so does what a newer plan does not have")
    func asked() throws {
        for released in [Set(try Self.networks(6).map(\.key)), nil] {
            var engine = KernelEngine(try Self.machine(6))
            #expect(engine.apply(KernelState(revision: 10, networks: []), releasing: released).failures.isEmpty)
            #expect(engine.kernel.link("tv-t0") == nil && engine.kernel.routes.isEmpty)
        }
    }

    @Test("a few go without being asked for, what is wanted is programmed beside those that stay")
    func few() throws {
        var engine = KernelEngine(try Self.machine(6))
        let networks = try Self.networks(6)
        #expect(engine.apply(KernelState(revision: 2, networks: Array(networks[3...])), releasing: []).failures.isEmpty)
        #expect(engine.kernel.link("tv-t0") == nil && engine.kernel.link("tv-t3") != nil)

        engine = KernelEngine(try Self.machine(6))
        engine.kernel.change("tu-t5") { $0.isUp = false }
        let report = engine.apply(KernelState(revision: 2, networks: Array(networks[4...])), releasing: [])
        #expect(report.changes == ["ip link set tu-t5 up"])
        #expect(report.failures.count == 4)
        #expect(engine.kernel.breaches.isEmpty)
    }
}
