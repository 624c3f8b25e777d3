// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import TenancyCore
import TenancyKernel
import Testing

/// The invariants of isolation after each of the events that may break them.
@Suite(
    "Isolation after everything that happens",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct ConformanceTests {
    /// What happens while the daemon runs, by the name that the table in docs/kernel-semantics.md has.
    private static func events(_ site: Conformance) -> [(name: String, body: @Sendable () async throws -> Void)] {
        let (machine, owner) = (site.site.machine, site.owner)
        func on(_ lines: String) -> @Sendable () async throws -> Void { { try await machine.run(lines) } }
        return [
            ("lo flap", on("ip link set lo down\nip link set lo up")),
            ("uplink flap", on("ip link set tu-acme down\nip link set tu-acme up")),
            ("trunk flap", on("ip link set eno1 down\nip link set eno1 up")),
            (
                "VRF recreate",
                {
                    try await owner.delete()
                    try await owner.create()
                }
            ), ("own VRF deleted", on("ip link delete tv-acme")),
            (
                "foreign flush",
                on(
                    "ip route flush table 300\nip -6 route flush table 300\nip route flush table 302 proto 201\nip rule flush protocol 201"
                )
            ),
        ]
    }

    @Test("I1 to I17 hold after each event, and no probe gets through in between")
    func matrix() async throws {
        let site = try await Conformance()
        let machine = site.site.machine
        let unseen = try await site.controls()
        #expect(unseen == [], "the checks must be able to see a breach")
        let probes = try await Probe.start(from: [site.site.tenants[0], site.site.tenants[3]])
        let kernel = LinuxKernel(executor: machine.executor)
        try await Caretaker(kernel: kernel, state: site.state).run { reports in
            var reports = reports.makeAsyncIterator()
            _ = await reports.next()
            try await site.settle(kernel)
            try await expect(site, "after apply")
            for event in Self.events(site) {
                try await event.body()
                try await site.settle(kernel)
                try await expect(site, "after \(event.name)")
            }
        }

        let restarted = LinuxKernel(executor: machine.executor)
        #expect(await restarted.apply(site.state).changes == [])
        try await expect(site, "after restart")

        // So small a buffer holds two events; a storm beside the damage loses those that tell of it.
        let deaf = LinuxKernel(executor: machine.executor, eventBuffer: 1)
        let storm = FileManager.default.temporaryDirectory.appending(path: "storm-\(UUID())").path
        let lines = (0..<2000).map { "route add blackhole 198.19.\($0 >> 8).\($0 & 255) table 77 proto 99" }
        try (lines.joined(separator: "\n") + "\n").write(toFile: storm, atomically: true, encoding: .utf8)
        try await Caretaker(kernel: deaf, state: site.state).run { reports in
            var reports = reports.makeAsyncIterator()
            _ = await reports.next()
            try await machine.run(
                "ip -batch \(storm); ip route flush table 300; ip link set tu-store down; ip link set tu-store up; ip route flush table 77"
            )
            try await site.settle(deaf)
            #expect(deaf.losses > 0)
            try await expect(site, "after ENOBUFS storm")
        }
        try FileManager.default.removeItem(atPath: storm)
        let answers = try await Probe.end(probes)
        #expect(answers == [], "I16: no packet in between")
        site.end()
    }

    private func expect(_ site: Conformance, _ moment: String) async throws {
        let violations = try await site.violations()
        #expect(violations == [], "\(moment)")
    }
}

/// A ping to the node that runs until it is ended.
private struct Probe {
    let place: Namespace
    let target: String
    let file: String
    let process: String

    static func start(from tenants: [Site.Tenant]) async throws -> [Probe] {
        var probes: [Probe] = []
        for tenant in tenants {
            for target in ["192.0.2.1", "2001:db8::1"] {
                let file = FileManager.default.temporaryDirectory.appending(path: "probe-\(UUID())").path
                let process = try await tenant.router.run("ping -n -q -i 0.05 \(target) >\(file) 2>&1 & echo $!")
                probes.append(
                    Probe(
                        place: tenant.router, target: target, file: file,
                        process: process.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
        }
        return probes
    }

    /// What was answered, and probes that did not probe.
    static func end(_ probes: [Probe]) async throws -> [String] {
        var found: [String] = []
        for probe in probes {
            // It writes its count at its end.
            let text = try await probe.place.run(
                """
                kill -INT \(probe.process); for i in $(seq 100); do \
                grep -q 'packets transmitted' \(probe.file) && break; sleep 0.1; done; cat \(probe.file); rm \(probe.file)
                """)
            let sent = text.split(separator: "\n").first { $0.contains("packets transmitted") }
            if sent?.contains(" 0 received") != true || sent?.hasPrefix("0 packets") == true {
                found.append("\(probe.target): \(text)")
            }
        }
        return found
    }
}
