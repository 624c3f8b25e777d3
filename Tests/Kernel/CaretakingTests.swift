// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

/// What happens to the kernel while the daemon runs, and what it does about it.
@Suite(
    "A kernel that is taken care of",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    // The shorter limit of suite and test counts, and a thousand cycles take twenty minutes.
    .serialized, .timeLimit(.minutes(60)))
struct CaretakingTests {
    /// The kernel's state without what the kernel itself renews: the flags of addresses after a flap.
    private static func state(_ machine: Namespace) async throws -> Set<String> {
        Set(try await machine.state())
    }

    static let damages = [
        "ip route flush table 300 proto 201", "ip -6 route flush table 300 proto 201",
        "ip link set tu-acme down\nip link set tu-acme up", "ip link set tb-acme down",
        "ip address delete 10.99.0.1/31 dev tu-acme", "ip address flush dev tb-acme scope global",
        "ip route flush table 300\nip -6 route flush table 300\nip route add 198.51.100.0/24 dev mgmt table 300 proto 99",
        "ip rule delete pref 1001 l3mdev unreachable", "ip -6 rule delete pref 1002", "ip rule add pref 0 lookup local",
        "ip rule flush protocol 201", "ip link set lo down\nip link set lo up", "ip link set tu-acme nomaster",
        "ip route add default via 10.99.0.0 dev tu-acme table 254 proto 201 metric 77", "ip link delete tv-acme",
    ]

    @Test("whatever somebody breaks is whole again at once, and counts as a repair")
    func repairs() async throws {
        let site = try await Site("acme")
        let machine = site.machine
        try await machine.run("ip link add other type dummy\nip route add 198.51.100.0/24 dev mgmt table 300 proto 99")
        let kernel = LinuxKernel(executor: machine.executor)
        let state = KernelState(revision: 1, networks: [try site.tenants[0].network()])
        try await Caretaker(kernel: kernel, state: state).run { reports in
            var reports = reports.makeAsyncIterator()
            let first = await reports.next()
            #expect(first?.cause == .plan && first?.failures == [])
            let whole = try await Self.state(machine)
            let clock = ContinuousClock()
            for damage in Self.damages {
                let start = clock.now
                try await machine.run(damage)
                var repairs: [String] = []
                while true {
                    guard let report = await reports.next() else { break }
                    #expect(report.cause == .repair || report.changes.isEmpty)
                    repairs += report.changes
                    if !report.changes.isEmpty, try await kernel.differences(from: state).isEmpty { break }
                }
                #expect(!repairs.isEmpty)
                // The audit, each minute, would mend it too.
                #expect(start.duration(to: clock.now) < .seconds(30), "\(damage)")
                // The index of a device that was made again is another.
                let now = try await Self.state(machine).map(Self.withoutIndex)
                #expect(Set(now) == Set(whole.map(Self.withoutIndex)), "\(damage)")
            }
        }
    }

    private static func withoutIndex(_ line: String) -> String {
        line.replacing(/^[0-9]+: ([a-z])/) { "\($0.1)" }.replacing(#/\ link/ether [0-9a-f:]+/#, with: "")
            .replacing(/(designated_root|bridge_id|designated_bridge) [0-9a-f.:]+/, with: "")
    }

    @Test("a foreign route in the place of ours is reported and left alone, and ours is back as soon as it is gone")
    func conflict() async throws {
        let site = try await Site("acme")
        let kernel = LinuxKernel(executor: site.machine.executor)
        let state = KernelState(revision: 1, networks: [try site.tenants[0].network()])
        try await Caretaker(kernel: kernel, state: state).run { reports in
            var reports = reports.makeAsyncIterator()
            _ = await reports.next()
            try await site.machine.run("ip route replace blackhole default table 300 proto 99 metric 200")
            var report = await reports.next()
            while report?.failures.isEmpty == true { report = await reports.next() }
            #expect(
                report?.failures.first?.message.hasSuffix(
                    "a route of another owner is in the way: blackhole default table 300 proto 99 metric 200") == true)
            #expect(try await site.machine.run("ip route show table 300 proto 99").contains("blackhole default"))
            try await site.machine.run("ip route delete blackhole default table 300 proto 99 metric 200")
            while report?.changes.isEmpty == true { report = await reports.next() }
            #expect(report?.failures == [])
            #expect(
                report?.changes == [
                    "ip route add default via 10.99.0.0 dev tu-acme table 300 proto 201 metric 200"
                ])
        }
    }

    @Test("a restart tells a reboot from what somebody took away, and a change of the plan from both")
    func memory() async throws {
        let site = try await Site("acme")
        let machine = site.machine
        let file = FileManager.default.temporaryDirectory.appending(path: "kernel-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let network = try site.tenants[0].network()
        func restarted(_ boot: String, _ revision: Int64) async -> KernelReport {
            await LinuxKernel(executor: machine.executor, memory: file, boot: boot)
                .apply(KernelState(revision: revision, networks: [network]))
        }
        #expect(await restarted("one", 3).cause == .plan)
        #expect(await restarted("one", 3).changes == [])
        try await machine.run("ip link set tu-acme down")
        let repaired = await restarted("one", 3)
        #expect(repaired.cause == .repair && repaired.changes.first == "ip link set tu-acme up")
        #expect(await restarted("one", 4).cause == .plan)
        try await machine.run("ip link delete tb-acme\nip link delete tu-acme\nip link delete tv-acme")
        let rebooted = await restarted("two", 4)
        #expect(rebooted.cause == .reboot && rebooted.failures == [])
        // What is no memory is none.
        try "nonsense".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(await restarted("two", 4).cause == .plan)
    }

    @Test("cleanup leaves nothing of ours, and the rules where they were")
    func cleanup() async throws {
        let site = try await Site("acme", "beta")
        let owner = OVNKubernetes(machine: site.machine, vrf: "beta-g1")
        // The first VRF of all leaves the kernel's own rule at 1000 behind (S15).
        try await owner.create()
        try await owner.delete()
        let before = try await site.machine.state().filter { !$0.contains("proto 85") }
        let networks = [
            try site.tenants[0].network(),
            try site.tenants[1].network(.attached(name: try InterfaceName("beta-g1"))),
        ]
        try await owner.create()
        let kernel = LinuxKernel(executor: site.machine.executor)
        #expect(await kernel.apply(KernelState(revision: 1, networks: networks)).failures == [])
        // By another process, which knows nothing of the first.
        let report = await LinuxKernel(executor: site.machine.executor).removeAll()
        #expect(report.failures == [] && !report.changes.isEmpty)
        try await owner.delete()
        // OVN-Kubernetes' own reject routes outlive its VRF (S7); they are not ours to remove.
        let after = try await site.machine.state().filter { !$0.contains("proto 85") }
        #expect(Set(after).symmetricDifference(before).sorted() == [])
    }

    @Test("a rule or route of somebody else that lets packets of a tenant out is found by asking the kernel")
    func oracle() async throws {
        let site = try await Site("acme", "beta")
        let networks = try site.tenants.map { try $0.network() }
        var report = try await site.machine.apply(checksAll: true, networks[0], networks[1])
        #expect(report.failures == [])
        let openings = [
            ("ip rule add pref 900 iif tb-acme to 192.0.2.0/24 lookup local", "192.0.2.1, an address of the node"),
            ("ip -6 rule add pref 900 to 2001:db8::/64 lookup local", "2001:db8::1, an address of the node"),
            ("ip route add 10.99.0.3/32 dev tv-beta table 300", "10.99.0.3, an address of beta"),
            ("ip -6 route add fd99:2::1/128 dev tv-beta table 300", "fd99:2::1, an address of beta"),
        ]
        for (opening, target) in openings {
            try await site.machine.run(opening)
            report = try await site.machine.apply(checksAll: true, networks[0], networks[1])
            #expect(report.changes == [])
            let message = report.failures.first?.message ?? "none"
            #expect(message.hasPrefix("isolation is broken: a packet from t") && message.contains(target), "\(message)")
            try await site.machine.run(opening.replacing(" add ", with: " delete "))
        }
        #expect(try await site.machine.apply(checksAll: true, networks[0], networks[1]).failures == [])
    }

    @Test(
        "OVN-Kubernetes makes its VRF again and again: the uplink follows with each table, and its provider never reaches the node"
    )
    func recreation() async throws {
        let cycles = Int(ProcessInfo.processInfo.environment["TENANCY_RECREATE_CYCLES"] ?? "") ?? 3
        let site = try await Site("acme", "beta")
        let (machine, acme) = (site.machine, site.tenants[0])
        let owner = OVNKubernetes(machine: machine, vrf: "acme-g1")
        let kernel = LinuxKernel(executor: machine.executor)
        let networks = [
            try acme.network(.attached(name: try InterfaceName("acme-g1"))), try site.tenants[1].network(),
        ]
        try await acme.router.run(
            "ip route add 192.0.2.0/24 via \(acme.transit)\nip -6 route add 2001:db8::/64 via \(acme.transit6)")
        try await owner.create()
        try await Caretaker(kernel: kernel, state: KernelState(revision: 1, networks: networks)).run { reports in
            var reports = reports.makeAsyncIterator()
            #expect(await reports.next()?.failures == [])
            // The probes run on the router's thread until their end is asked for; with their count they close the shell's output.
            let stop = FileManager.default.temporaryDirectory.appending(path: "stop-\(UUID())").path
            async let probe = acme.router.run(
                script: """
                    ping -n -q -i 0.01 192.0.2.1 & first=$!
                    ping -n -q -i 0.01 2001:db8::1 & second=$!
                    until [ -e \(stop) ]; do sleep 0.5; done
                    kill -INT $first $second
                    """)
            for _ in 0..<cycles {
                try await owner.delete()
                while let report = await reports.next(), report.failures.isEmpty {}
                // Down, and nothing of ours is left in the main table.
                var isFenced = false
                while !isFenced {
                    let held = try await machine.run(
                        script: """
                            ip -o link show tu-acme
                            ip -4 route show table all proto 201 dev tu-acme
                            ip -6 route show table all proto 201 dev tu-acme
                            """)
                    isFenced = !held.contains(",UP") && held.split(separator: "\n").count == 1
                    if !isFenced { _ = await reports.next() }
                }
                try await owner.create()
                while let report = await reports.next(), !report.failures.isEmpty {}
                #expect(await machine.reached([acme.gateway], from: "acme-g1") == [acme.gateway])
                try await owner.repair()
            }
            try "".write(toFile: stop, atomically: true, encoding: .utf8)
            let output = try await probe
            let counts = output.split(separator: "\n").filter { $0.contains("packets transmitted") }
            print("\(cycles) cycles: \(counts.joined(separator: "; "))")
            #expect(counts.count == 2 && counts.allSatisfy { $0.contains(" 0 received") }, "\(output)")
            #expect(!counts.contains { $0.hasPrefix("0 packets") }, "\(output)")
            try FileManager.default.removeItem(atPath: stop)
            #expect(await machine.reached(["10.99.0.2"], from: "tv-beta") == ["10.99.0.2"], "foreign VRFs stay")
        }

        // The proof that the probe can succeed: without the fence an uplink that is outside, and of which nobody has heard yet, answers.
        try await machine.run("ip rule delete pref 1001 iif tu-acme\nip link set tu-acme nomaster")
        #expect(await acme.router.reached(["192.0.2.1"]) == ["192.0.2.1"])
    }
}
