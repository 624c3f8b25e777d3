// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The programs themselves, killed at the worst moments.
@Suite(
    "The daemon on a real kernel", .serialized,
    .enabled(
        if: Namespace.isCapable,
        "needs root and a kernel with VRF and VLAN; make kernel-test boots a guest that has them"))
struct DaemonTests {
    /// A machine with an uplink, a folder for a daemon, and the programs that were built beside this test.
    private struct Host {
        let machine: Namespace
        let folder: String

        init() async throws {
            machine = try await Namespace()
            folder = FileManager.default.temporaryDirectory.appending(path: "tenancyd-\(UUID())").path
            let programs = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let configuration = """
                stateDirectory: \(folder)
                socket: {path: \(folder)/api.sock, group: root, viewGroup: root}
                node: {name: node0, uplink: eno1}
                bgp: {asn: 64512, peerASN: 64513}
                """
            try configuration.write(toFile: "\(folder)/tenancyd.yaml", atomically: true, encoding: .utf8)
            let environment = "export PATH=\(programs):$PATH TENANCY_SOCKET=\(folder)/api.sock\n"
            // Without a daemon every question but the first one waits for it, ten seconds at most.
            let start = """
                setsid tenancyd --config \(folder)/tenancyd.yaml >>\(folder)/log 2>&1 </dev/null & echo $! >\(folder)/pid
                for i in $(seq 100); do tenancyctl version >/dev/null 2>&1 && exit 0; sleep 0.1; done
                cat \(folder)/log; exit 1
                """
            let settled = """
                for i in $(seq 100); do
                    tenancyctl status -o json >\(folder)/status
                    [ "$(grep -c '"at":' \(folder)/status)" = 2 ] && grep -q '"items": \\[\\]' \(folder)/status && exit 0
                    sleep 0.1
                done
                cat \(folder)/status \(folder)/log; exit 1
                """
            for (name, text) in [("start", start), ("settled", settled)] {
                try (environment + text).write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            try environment.write(toFile: "\(folder)/environment", atomically: true, encoding: .utf8)
            try await machine.run("ip link add eno1 type dummy\nip link set eno1 up")
        }

        func run(_ command: String) async throws -> String {
            try await machine.run(". \(folder)/environment; \(command)")
        }
        func start() async throws { try await machine.run("sh \(folder)/start") }
        /// Waits until both executors have had a round and nothing is open.
        func settled() async throws { try await machine.run("sh \(folder)/settled") }
        func kill() async throws {
            try await machine.run(
                "kill -9 $(cat \(folder)/pid); while kill -0 $(cat \(folder)/pid) 2>/dev/null; do sleep 0.05; done")
        }
        /// The whole plan as the command line shows it.
        func plan() async throws -> String {
            try await run(
                "tenancyctl tenant list -o json; tenancyctl pool list -o json; tenancyctl journal list -o json; tenancyctl address list -o json"
            )
        }
        func tree() async throws -> String { try await run("git --git-dir=\(folder)/manifests.git ls-tree -r main") }
        func remove() async throws {
            try await machine.run("kill -9 $(cat \(folder)/pid) || true")
            try FileManager.default.removeItem(atPath: folder)
        }
    }

    @Test(
        "killed after any acknowledged command, it comes back with the same plan, converges, and then writes nothing",
        .timeLimit(.minutes(20)))
    func killed() async throws {
        let host = try await Host()
        // The VRF that OVN-Kubernetes would make for the vrf-lite tenant.
        try await host.machine.run(
            """
            ip link add ovn-k8s-mp1 type dummy
            ip link add blue-g1 type vrf table 1042
            ip link set ovn-k8s-mp1 master blue-g1
            ip link set blue-g1 up
            """)
        try await host.start()
        try await host.settled()
        let empty = (kernel: try await host.machine.state(), tree: try await host.tree())
        let commands = [
            "pool create public --kind public --cidr 203.0.113.0/24",
            "pool create links --kind transit --cidr 198.51.100.0/24",
            "pool create links6 --kind transit --cidr 2001:db8:f::/64",
            "pool create tenants --kind private --cidr 10.0.0.0/12",
            "tenant create acme --connectivity host-vrf --cidr 10.0.0.0/16 --cidr fd10::/64 --public-ips 2 --namespace web",
            "tenant create blue --connectivity vrf-lite --cidr 10.0.0.0/16 --public-ips 1",
            "tenant create green --connectivity egress-ip --prefix-length 20 --public-ips 1", "tenant delete acme",
            "tenant delete blue", "tenant delete green",
        ]
        for command in commands {
            _ = try await host.run("tenancyctl \(command)")
            let acknowledged = try await host.plan()
            try await host.kill()
            try await host.start()
            #expect(try await host.plan() == acknowledged, "\(command)")
            try await host.settled()

            // Once more, with everything in place: the kernel tells what anybody writes to it.
            let (kernel, tree) = (try await host.machine.state(), try await host.tree())
            try await host.kill()
            try await host.machine.run(
                "ip monitor link address route rule >\(host.folder)/events 2>&1 </dev/null & echo $! >\(host.folder)/monitor"
            )
            try await host.start()
            try await host.settled()
            try await host.machine.run("kill $(cat \(host.folder)/monitor)")
            #expect(try await host.machine.run("cat \(host.folder)/events") == "", "\(command)")
            #expect(try await host.machine.state() == kernel, "\(command)")
            #expect(try await host.tree() == tree, "\(command)")
        }
        #expect(try await host.machine.state() == empty.kernel)
        #expect(try await host.tree() == empty.tree)
        try await host.remove()
    }

    @Test("a caller who is in neither group is told so, a member of the view group may read", .timeLimit(.minutes(20)))
    func callers() async throws {
        let host = try await Host()
        try await host.start()
        // As nobody, with and without the group that may read: here that is root's.
        try await host.machine.run("chmod 755 \(host.folder)")
        let stranger = try await host.run(
            "setpriv --reuid 65534 --regid 65534 --clear-groups tenancyctl pool list || echo $?")
        #expect(
            stranger.contains("error: uid:65534 may not read the plan") && stranger.hasSuffix("77\n"), "\(stranger)")
        let member = try await host.run("setpriv --reuid 65534 --regid 65534 --groups 0 tenancyctl pool list -o name")
        #expect(member == "pool/tables\npool/vlans\n")
        try await host.remove()
    }
}
