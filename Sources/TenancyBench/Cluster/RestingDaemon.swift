// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyAPI
internal import TenancyClient
internal import TenancyCore

/// The daemon itself with tenants that are live, when nobody asks it anything. It runs in a network namespace of its own, for it writes to the kernel.
struct RestingDaemon {
    let folder: String
    let tenants: Int
    let connectivity: String

    private var client: DaemonClient { DaemonClient(socket: "\(folder)/socket") }

    func measure(_ name: String, rest: Int) async throws -> ClusterMeasurement {
        let played = try ScriptedCluster(in: "\(folder)/cluster")
        defer { played.stop() }
        try played.tell("bookmarks 60")
        let configuration = """
            stateDirectory: \(folder)/state
            socket: {path: \(folder)/socket, group: root, viewGroup: root}
            node: {name: node0, uplink: eno1}
            bgp: {asn: 64512, peerASN: 64513}
            cluster: {serviceAccount: \(folder)/cluster, server: "\(played.server)"}

            """
        try FileSystem.write(Array(configuration.utf8), to: "\(folder)/tenancyd.yaml")
        Background.run("tenancyd", ["--config", "\(folder)/tenancyd.yaml"])
        let process = try await start()
        defer { _ = try? ChildProcess.run(executable: "kill", arguments: [process], deadline: .seconds(5)) }
        var line = ClusterMeasurement(case: name, objects: tenants)
        line.before = Memory.kibibytes("VmRSS", of: process)
        let begin = ContinuousClock.now
        try fill()
        try await settle()
        try played.tell("argo \(folder)/state/manifests.git")
        for number in [0, tenants / 2, tenants - 1] { try await live("t\(number)") }
        line.seconds = ((ContinuousClock.now - begin) / .seconds(1)).rounded(to: 1)
        line.rest = try await ClusterBench.rest(rest, played, process: process)
        line.after = Memory.kibibytes("VmRSS", of: process)
        line.peak = Memory.kibibytes("VmHWM", of: process)
        line.connections = try played.statistics().connections
        return line
    }

    /// Waits until the daemon answers, and returns its process.
    private func start() async throws -> String {
        try await wait("answer") { (try? client.send("GET", ["v1", "status"]).status) == 200 }
        let output = try ChildProcess.run(
            executable: "pgrep", arguments: ["--newest", "--full", "--", "--config \(folder)/tenancyd.yaml"],
            deadline: .seconds(5))
        return String(decoding: output.stdout.filter { $0 > 0x20 }, as: UTF8.self)
    }

    private func wait(_ what: String, until isReached: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(300)
        while try !isReached() {
            guard ContinuousClock.now < end else { throw TenancyError(.internal, "the daemon does not \(what)") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func fill() throws {
        for (name, kind, cidr) in [
            ("tenants", "private", "10.0.0.0/8"), ("links", "transit", "198.18.0.0/16"),
            ("public", "public", "203.0.0.0/16"),
        ] { try post("pools", #"{"metadata":{"name":"\#(name)"},"spec":{"kind":"\#(kind)","cidr":"\#(cidr)"}}"#) }
        for number in 0..<tenants {
            try post(
                "tenants",
                #"{"metadata":{"name":"t\#(number)"},"spec":{"connectivity":"\#(connectivity)","prefixLength":24,"publicIPs":2,"namespaces":["t\#(number)-web"]}}"#
            )
        }
    }

    private func post(_ path: String, _ body: String) throws {
        let reply = try client.send("POST", ["v1", path], body: Array(body.utf8))
        guard reply.status == 201 else { throw try JSON.decode(Problem.self, from: reply.body) }
    }

    /// Until kernel and Git have everything.
    private func settle() async throws {
        try await wait("settle") {
            let status = try JSON.decode(StatusObject.self, from: client.send("GET", ["v1", "status"]).body)
            return status.items.isEmpty && status.executors.allSatisfy { $0.at != nil }
        }
    }

    private func live(_ name: String) async throws {
        try await wait("see \(name) live") {
            let reply = try client.send("GET", ["v1", "tenants", name, "status"])
            return try JSON.decode(StatusObject.self, from: reply.body).chain?.live == true
        }
    }
}
