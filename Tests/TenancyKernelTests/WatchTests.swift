// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

@Suite("Watching the kernel")
struct WatchTests {
    private static let event = NetworkEvent.rule(.ipv4)

    private static func interest() throws -> KernelInterest {
        var machine = Sample.machine()
        machine.add("veth9")
        var engine = KernelEngine(machine)
        let report = engine.apply(try Sample.own())
        try #require(report.failures.isEmpty)
        return KernelInterest(KernelState(revision: 1, networks: [try Sample.own()]), engine.observation)
    }

    /// The milliseconds at which the kernel is looked at, for events and losses at these.
    private static func looks(_ events: [Int], losses: [Int] = []) throws -> [Int] {
        let interest = try interest()
        var machine = WatchMachine()
        var looks: [Int] = []
        for time in 0...((events + losses).max() ?? 0) + 3000 {
            let now = Duration.milliseconds(time)
            if events.contains(time), interest.covers(event) { machine.note(at: now) }
            if losses.contains(time) { machine.noteLoss(at: now) }
            let due = machine.due
            guard machine.fire(at: now) else { continue }
            // The wait until `due` ends at this time, not before and not after.
            #expect(due == now)
            looks.append(time)
        }
        return looks
    }

    @Test("a look comes when events have been quiet, and after a bounded time when they never are")
    func debounce() throws {
        #expect(try Self.looks([]) == [])
        #expect(try Self.looks([1000]) == [1020])
        #expect(try Self.looks([1000, 1015]) == [1035])
        #expect(try Self.looks([1000, 1015, 1030, 1045, 1060, 1075, 1090]) == [1100])
        #expect(try Self.looks(Array(1000...1250)) == [1100, 1201, 1270])
    }

    @Test("lost events ask for a look, and for one every two seconds at most")
    func loss() throws {
        #expect(try Self.looks([], losses: [10_000, 10_010]) == [10_020])
        #expect(try Self.looks([], losses: [10_000, 10_060, 10_070, 13_000]) == [10_020, 12_020, 14_020])
        // An event that is heard in between is not held up by it, and the lost ones are not forgotten.
        #expect(try Self.looks([10_100], losses: [10_000, 10_060]) == [10_020, 10_120, 12_020])
    }

    static let events: [(NetworkEvent, Bool)] = {
        func route(_ table: UInt32, _ metric: UInt32, _ protocolID: UInt8) -> Route {
            Route(destination: .any(.ipv4), table: table, metric: metric, protocolID: protocolID)
        }
        return [
            (.link(index: 2, name: "eno1", kind: nil), true), (.link(index: 3, name: "veth9", kind: "veth"), false),
            (.link(index: 99, name: "tu-acme", kind: "vlan"), true),
            (.link(index: 4, name: "renamed", kind: "vrf"), true), (.link(index: 99, name: "blue", kind: "vrf"), true),
            (.link(index: 99, name: "tb-gone", kind: "bridge"), true),
            (.link(index: 99, name: "ovn-k8s-mp3", kind: nil), true), (.link(index: 1, name: "lo", kind: nil), true),
            (.link(index: 99, name: "cali7", kind: "veth"), false),
            (.address(device: 3), false), (.address(device: 5), true), (.address(device: 99), true),
            (.route(route(300, 200, 201), isGone: true, concernsOther: false), true),
            (.route(route(254, 100, 201), isGone: false, concernsOther: false), true),
            // BIRD's or zebra's routes, thousands of them.
            (.route(route(254, 32, 12), isGone: false, concernsOther: true), false),
            (.route(route(300, 200, 186), isGone: false, concernsOther: false), false),
            (.route(route(300, 200, 186), isGone: false, concernsOther: true), true),
            (.route(route(300, 200, 186), isGone: true, concernsOther: false), true),
            (.rule(.ipv6), true), (.nextHop, true),
        ]
    }()

    @Test(
        "events of other people's devices and routes are passed over, those of ours and of what is in our way are not")
    func interest() throws {
        let interest = try Self.interest()
        for (event, isCovered) in Self.events { #expect(interest.covers(event) == isCovered, "\(event)") }
    }

    @Test("without networks and devices of ours nothing is looked at")
    func nothing() {
        let interest = KernelInterest(KernelState(revision: 1, networks: []), KernelObservation())
        #expect(Self.events.allSatisfy { !interest.covers($0.0) })
    }

    @Test("a second application reads the routes of what the plan changes, and of what has failed before, alone")
    func scopes() async throws {
        var engine = KernelEngine(Sample.machine())
        let state = KernelState(
            revision: 1, networks: [try Sample.own(), try Sample.own("beta", table: 301, vlan: 1101)])
        #expect(engine.apply(state).failures == [])
        engine.kernel.reads = []
        engine.kernel.routes.removeAll { $0.table == 300 || $0.table == 301 }
        var scope = RouteScope()
        scope.networks = [try NetworkKey("beta")]
        let report = engine.apply(state, scope: scope)
        #expect(report.failures == [] && report.changes.count == 4)
        #expect(report.changes.allSatisfy { $0.contains("table 301") })
        // Routes alone were written and acknowledged: there is nothing to look for.
        #expect(engine.kernel.reads == [[301]])
        #expect(engine.apply(state, scope: RouteScope()).changes == [])
        #expect(engine.apply(state).changes.count == 4)
        #expect(engine.kernel.reads == [[301], [], nil])
    }
}
