// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyAPI
internal import TenancyCluster
internal import TenancyCore

/// Reads a cluster that a program of its own plays, and measures what that costs.
struct ClusterBench {
    let parent: String
    let isQuick: Bool
    /// For how many seconds nothing is done.
    let rest: Int

    static let cases = [
        "list-10MB-pages", "list-100MB-pages", "list-10MB-whole", "list-100MB-whole", "observe-1000", "daemon-1000",
    ]

    /// Runs one case, prints its line, and removes its files.
    func run(_ name: String) async throws {
        let folder = "\(parent)/tenancy-bench.\(UInt64.random(in: .min ... .max))"
        try FileSystem.createDirectory(folder, mode: 0o700)
        defer { _ = try? ChildProcess.run(executable: "rm", arguments: ["-rf", folder], deadline: .seconds(60)) }
        let words = name.split(separator: "-", maxSplits: 1)
        let line: ClusterMeasurement
        switch words[0] {
        case "list": line = try await list(name, in: folder)
        case "observe": line = try await observe(name, in: folder)
        default:
            let connectivity = name.hasSuffix("host-vrf") ? "host-vrf" : "egress-ip"
            line = try await RestingDaemon(folder: folder, tenants: isQuick ? 20 : 1000, connectivity: connectivity)
                .measure(name, rest: rest)
        }
        StandardStream.write(String(decoding: try JSON.encode(line), as: UTF8.self) + "\n", to: 1)
    }

    /// Runs a case in a process of its own, so that its memory is its own.
    func runApart(_ name: String) throws {
        let arguments =
            ["cluster", "--case", name, "--dir", parent, "--rest", "\(rest)"] + (isQuick ? ["--quick"] : [])
        let output = try ChildProcess.run(
            executable: "/proc/self/exe", arguments: arguments, environment: Host.environment, deadline: .seconds(1800))
        StandardStream.write(String(decoding: output.stdout, as: UTF8.self), to: 1)
        StandardStream.write(String(decoding: output.stderr, as: UTF8.self), to: 2)
        guard output.status.isSuccess else { throw BenchError(name: name, status: output.status) }
    }

    /// Follows a cluster beside a body.
    private func following(
        _ played: ScriptedCluster, _ body: (KubernetesCluster) async throws -> Void
    ) async throws {
        let cluster = try KubernetesCluster(
            .serviceAccount(played.folder, server: played.server), now: Workbench.now)
        let task = Task { await cluster.follow {} }
        defer {
            task.cancel()
            played.stop()
        }
        try await body(cluster)
    }

    private func wait(_ cluster: KubernetesCluster, until isReached: (ClusterView) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(300)
        while !isReached(cluster.view()) {
            guard ContinuousClock.now < end else { throw TenancyError(.internal, "not reached within 300 s") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func list(_ name: String, in folder: String) async throws -> ClusterMeasurement {
        let played = try ScriptedCluster(in: "\(folder)/cluster")
        let count = (name.contains("100MB") ? 1000 : 100) / (isQuick ? 50 : 1)
        let form = name.hasSuffix("whole") ? " whole" : ""
        try played.tell("generate /apis/metallb.io/v1beta1/ipaddresspools \(count) 100000\(form)")
        var line = ClusterMeasurement(case: name, objects: count)
        line.before = Memory.kibibytes("VmRSS")
        let start = ContinuousClock.now
        try await following(played) { cluster in
            try await wait(cluster) { $0.all(.ipAddressPool).count == count }
            line.seconds = ((ContinuousClock.now - start) / .seconds(1)).rounded(to: 2)
            line.after = Memory.kibibytes("VmRSS")
            line.peak = Memory.peak
        }
        return line
    }

    private func observe(_ name: String, in folder: String) async throws -> ClusterMeasurement {
        let played = try ScriptedCluster(in: "\(folder)/cluster")
        let tenants = isQuick ? 20 : 1000
        try played.tell("fill \(tenants)")
        try played.tell("bookmarks 60")
        var line = ClusterMeasurement(case: name, objects: tenants * 9)
        line.before = Memory.kibibytes("VmRSS")
        let start = ContinuousClock.now
        try await following(played) { cluster in
            try await wait(cluster) { view in
                view.isComplete && view.all(.namespace).count == tenants && view.count >= tenants * 9
            }
            line.seconds = ((ContinuousClock.now - start) / .seconds(1)).rounded(to: 2)
            line.after = Memory.kibibytes("VmRSS")
            line.afterEvents = []
            // The last of so many changes is one of t0 or, with fewer, of the one of its number.
            let changes = isQuick ? 200 : 10_000
            for _ in 0..<5 {
                let last = ObjectIdentity(.namespace, name: "t\(changes % 1000)")
                try played.tell(
                    "put /api/v1/namespaces t\(changes % 1000) \(Self.object("t\(changes % 1000)", "before"))")
                try await wait(cluster) { $0[last]?.digest == "before" }
                try played.tell("touch \(changes)")
                try await wait(cluster) { $0[last]?.digest == "\(changes)" }
                line.afterEvents?.append(Memory.kibibytes("VmRSS"))
            }
            var times: [Double] = []
            for number in 0..<200 {
                let change = ContinuousClock.now
                try played.tell("put /api/v1/namespaces t1 \(Self.object("t1", "n\(number)"))")
                try await wait(cluster) { $0[ObjectIdentity(.namespace, name: "t1")]?.digest == "n\(number)" }
                times.append(((ContinuousClock.now - change) / .milliseconds(1)).rounded(to: 1))
            }
            times.sort()
            (line.p50, line.p99, line.slowest) = (times[100], times[198], times[199])
            line.rest = try await Self.rest(rest, played, process: "self")
            line.connections = try played.statistics().connections
            line.peak = Memory.peak
        }
        return line
    }

    private static func object(_ name: String, _ digest: String) -> String {
        #"{"metadata":{"name":"\#(name)","annotations":{"tenancy.dev/digest":"sha256:\#(digest)"}}}"#
    }

    /// Does nothing for a while, and says what happened all the same.
    static func rest(_ seconds: Int, _ played: ScriptedCluster, process: String) async throws -> ClusterMeasurement.Rest
    {
        let before = (try played.statistics().requests, Memory.milliseconds(of: process))
        try await Task.sleep(for: .seconds(seconds))
        let after = (try played.statistics().requests, Memory.milliseconds(of: process))
        return ClusterMeasurement.Rest(
            seconds: seconds, requests: after.0 - before.0,
            requestsPerMinute: (Double(after.0 - before.0) * 60 / Double(seconds)).rounded(to: 1),
            cpuMilliseconds: after.1 - before.1)
    }
}
