// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("Drift and repairs", .serialized)
struct DriftTests {
    @Test("drift says what differs, who is right, and the repair")
    func drift() async throws {
        let fixture = try await Fixture()
        let none: DriftObject = try await fixture.call("GET", "/v1/drift", as: .read).decoded()
        #expect(none.items == [] && none.kind == "Drift" && none.revision == 5)
        let differences = [
            KernelDifference(
                network: try NetworkKey("acme"), what: "tu-acme is down", isRepaired: true,
                repair: "ip link set tu-acme up"),
            KernelDifference(network: nil, what: "isolation is broken", isRepaired: false, repair: nil),
        ]
        fixture.kernel.state.withLock { $0.differences = differences }
        let answer = await fixture.call("GET", "/v1/drift")
        #expect(
            answer.text == """
                {"apiVersion":"tenancy/v1","items":[{"difference":"tu-acme is down","object":"acme",\
                "repair":"ip link set tu-acme up","right":"plan","target":"kernel"},{"difference":"isolation is broken",\
                "object":"all","right":"nobody","target":"kernel"}],"kind":"Drift","revision":5}
                """)
        #expect(await fixture.call("POST", "/v1/drift").status == 405)
    }

    @Test("repairs are counted apart from what the plan asked for, and status tells them")
    func repairs() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme")
        func kernel() async throws -> StatusObject.Executor {
            _ = await fixture.executor(.kernel).round()
            let status: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
            return try #require(status.executors.first { $0.target == "kernel" })
        }
        let first = try await kernel()
        #expect(first.writes == 1 && first.repairs == 0 && first.lastRepair == nil)
        fixture.kernel.state.withLock { state in
            state.cause = .repair
            state.repairs = ["ip link set tu-acme up", "ip route add default table 300"]
        }
        let second = try await kernel()
        #expect(second.writes == 3 && second.repairs == 2 && second.lastRepair == "2027-01-15T08:00:00Z")
        fixture.kernel.state.withLock { $0.repairs = [] }
        #expect(try await kernel() == second)
        fixture.kernel.state.withLock { state in
            state.cause = .reboot
            state.repairs = ["ip link add tv-acme"]
        }
        let rebooted = try await kernel()
        #expect(rebooted.writes == 4 && rebooted.repairs == 2)
    }
}
