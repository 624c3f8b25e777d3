// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import Synchronization
import TenancyCore
import TenancyKernel
import Testing

/// Somebody who works on the same kernel without knowing of us.
@Suite(
    "Foreign edits",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct EditTests {
    /// What is taken away from us, or put in its place; everything is ours, so all of it comes back.
    private static let damages = [
        "ip route delete default via 10.99.0.0 dev tu-acme table 300", "ip route flush table 301 proto 201",
        "ip -6 route flush table 300 proto 201", "ip route delete unreachable default table 300 metric 4278198272",
        "ip route replace default dev tu-acme table 300 proto 201 metric 200",
        "ip route replace prohibit default table 301 proto 201 metric 200",
        "ip -6 route replace default dev tu-beta table 301 proto 201 metric 200",
        "ip route add 198.51.100.9/32 dev mgmt table 300 proto 201 metric 5",
        "ip route add blackhole 198.51.100.10/32 table 254 proto 201 metric 5",
        "ip -6 route add unreachable 2001:db8:9::/64 table 301 proto 201",
        "ip route replace blackhole default table 300 proto 99 metric 200; ip route delete blackhole default table 300 proto 99 metric 200",
        "ip address delete 10.99.0.1/31 dev tu-acme", "ip address delete fd99:2::1/127 dev tu-beta",
        "ip address flush dev tb-beta scope global", "ip address add 10.20.7.7/24 dev tb-acme proto 201",
        "ip link set tu-acme down", "ip link set tb-beta down; ip link set tb-beta up", "ip link set tv-acme down",
        "ip link set tu-beta nomaster", "ip link set lo down; ip link set lo up", "ip link delete tu-acme",
        "ip link delete tb-beta", "ip link delete tv-beta", "ip link set tb-acme alias nobody",
        "ip rule delete pref 1001 l3mdev unreachable", "ip -6 rule delete pref 1002", "ip rule flush protocol 201",
        "ip rule delete pref 1001 iif tu-acme", "ip -6 rule delete pref 1001 iif tb-beta",
        "ip route flush table 301; ip -6 route flush table 301", "ip rule add pref 0 lookup local",
        "ip -6 rule add pref 0 lookup local",
    ]

    /// Something beside ours, which has to stay.
    private static func beside(_ random: inout Seeded) -> String {
        let number = random.next() % 250 + 1
        let table = [300, 301, 254, 900].randomElement(using: &random) ?? 300
        return switch random.next() % 4 {
        case 0: "ip route replace 198.18.\(number).0/24 dev mgmt table \(table) proto 99 metric \(number)"
        case 1: "ip -6 route replace blackhole 2001:db8:\(number)::/48 table \(table) proto 99"
        case 2: "ip rule add pref 900 from 198.18.\(number).1 lookup 900 protocol 99"
        default: "ip address replace 198.19.\(number).1/32 dev mgmt"
        }
    }

    @Test(
        "whatever is deleted, replaced and added, ours is whole two seconds after the last edit, and theirs as they left it"
    )
    func edits() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["TENANCY_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
        let span = Duration.seconds(Int(environment["TENANCY_EDIT_SECONDS"] ?? "") ?? 10)
        print("seed: TENANCY_SEED=\(seed)")
        var random = Seeded(state: seed)
        let site = try await Site("acme", "beta")
        let machine = site.machine
        try await machine.run("ip link add blue type vrf table 900\nip link set blue up")
        let state = KernelState(revision: 1, networks: try site.tenants.map { try $0.network() })
        let kernel = LinuxKernel(executor: machine.executor)
        let written = Moment()
        let note: @Sendable (KernelReport) -> Void = { report in
            if report.writes > 0 { written.set(.now) }
        }
        try await Caretaker(kernel: kernel, state: state, note: note).run { reports in
            var reports = reports.makeAsyncIterator()
            while try await !kernel.differences(from: state).isEmpty { _ = await reports.next() }
            let ours = try await Self.state(machine).filter(Self.isOurs)
            let clock = ContinuousClock()
            let start = clock.now
            var longest = Duration.zero
            var rounds = 0
            while start.duration(to: clock.now) < span {
                var script: [String] = []
                for _ in 0...(random.next() % 6) {
                    script.append(
                        random.next() % 3 == 0 ? Self.beside(&random) : Self.damages.randomElement(using: &random) ?? ""
                    )
                }
                // Some of them meet what an earlier one has taken away.
                let (after, last) = try await machine.edit(
                    script.map { "{ \($0); } 2>/dev/null || true" }.joined(separator: "\n"))
                let theirs = after.map(Self.withoutIndex).filter(Self.isForeign)
                while try await !kernel.differences(from: state).isEmpty { _ = await reports.next() }
                // Until the last write, not until this test has seen it.
                let repair = last.duration(to: written.get())
                longest = max(longest, repair)
                let now = try await Self.state(machine)
                let moment: Comment = "round \(rounds), seed \(seed): \(script)"
                #expect(repair < .seconds(2), moment)
                #expect(Set(now.filter(Self.isOurs)).symmetricDifference(ours).sorted() == [], moment)
                #expect(Set(now.filter(Self.isForeign)).symmetricDifference(theirs).sorted() == [], moment)
                rounds += 1
            }
            print("\(rounds) rounds, longest repair \(longest)")
            #expect(rounds > 0)
        }
    }

    /// Our devices, addresses, routes and rules; not what the kernel adds to them when a carrier comes.
    private static func isOurs(_ line: String) -> Bool {
        guard !isForeign(line) else { return false }
        return ["proto 201", "l3mdev", "lookup local"].contains(where: line.contains)
            || line.contains(/t[bvu]-(acme|beta).*( mtu |inet)/)
    }

    private static func isForeign(_ line: String) -> Bool {
        line.contains("proto 99") || line.contains(" 198.1") || line.contains("blue")
    }

    /// What the machine holds, without what a device has that was made again: its index, its address.
    private static func state(_ machine: Namespace) async throws -> [String] {
        try await machine.state().map(withoutIndex)
    }

    private static func withoutIndex(_ line: String) -> String {
        line.replacing(/^[0-9]+: ([a-z])/) { "\($0.1)" }.replacing(#/\ link/ether [0-9a-f:]+/#, with: "")
            .replacing(/(designated_root|bridge_id|designated_bridge) [0-9a-f.:]+/, with: "")
    }
}

extension Namespace {
    /// Runs the lines and says what the machine then holds, and when: the keeper, which works on this thread, can begin at that moment.
    fileprivate func edit(_ lines: String) throws -> (state: [String], at: ContinuousClock.Instant) {
        try run(lines)
        let state = try state()
        return (state, .now)
    }
}

/// The same numbers for the same seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// A time that several tasks know.
private final class Moment: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    func set(_ new: ContinuousClock.Instant) { instant.withLock { $0 = new } }
    func get() -> ContinuousClock.Instant { instant.withLock { $0 } }
}
