// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Synchronization
import TenancyAPI
import TenancyClient
import TenancyCore
import TenancyDaemon
import Testing

/// The whole daemon in a process of its own, with three environments in one repository, one of them proposed to.
@Suite("Environments and a running daemon", .serialized, .timeLimit(.minutes(5)))
struct EnvironmentsTests {
    @Test("a tenant is published in one and promoted to the next, as the same blobs; another one is proposed")
    func daemon() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-served-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let configuration = """
            stateDirectory: \(folder)/state
            socket: {path: \(folder)/socket}
            git: {repository: \(folder)/manifests.git, folder: clusters/staging}
            addressing: {tables: 256-999, vlans: 100-199}
            gitops:
              flavor: flux
              url: https://git.example.com/t.git
              environments:
                - name: staging
                - {name: prod, folder: clusters/prod, kubeConfig: prod-kubeconfig}
                - {name: dr, folder: clusters/dr, proposalBranch: next-dr}

            """
        try Data(configuration.utf8).write(to: URL(filePath: folder + "/tenancyd.yaml"))
        let result = Seen()
        // On a thread of its own: who waits for a process may hold the threads that tasks run on.
        Thread.detachNewThread {
            result.value.withLock { $0 = Result { try Self.drive(folder) } }
            Self.stop(folder)
        }
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            try await RequestsTests.serve(folder)
        }
        let lines = try #require(result.value.withLock { $0 }).get()
        #expect(lines == ["staging: acme", "prod: acme", "dr: "])
        func git(_ arguments: String...) throws -> String {
            let output = try ChildProcess.run(
                executable: "git", arguments: ["--git-dir=\(folder)/manifests.git"] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C"], deadline: .seconds(30))
            return String(decoding: output.stdout, as: UTF8.self)
        }
        func tree(_ place: String) throws -> [Substring] {
            try git("ls-tree", "-r", place).split(separator: "\n").filter { !$0.contains("\tbootstrap/") }
        }
        let staging = try tree("main:clusters/staging")
        #expect(staging.contains { $0.hasSuffix("\ttenants/acme/tenant.json") })
        #expect(try tree("main:clusters/prod") == staging)
        #expect(try git("ls-tree", "-r", "--name-only", "main:clusters/prod").contains("bootstrap") == false)
        #expect(try git("ls-tree", "main:clusters").contains("\tdr") == false)
        #expect(try tree("next-dr:clusters/dr") == staging)
        let bootstrap = try git("show", "main:clusters/staging/bootstrap/flux/10-kustomization-tenancy-prod.yaml")
        #expect(bootstrap.contains("path: \"./clusters/prod/tenants\"") && bootstrap.contains("name: prod-kubeconfig"))
        let message = try git("log", "-1", "--format=%B", "main", "--", "clusters/prod")
        #expect(message.hasPrefix("promote revision ") && message.contains("\nTenancy-Promoted: staging "))
    }

    /// What an administrator does; returns what each environment has.
    private static func drive(_ folder: String) throws -> [String] {
        let client = DaemonClient(socket: "\(folder)/socket")
        var reply: Reply?
        let end = ContinuousClock.now + .seconds(120)
        while reply == nil, ContinuousClock.now < end {
            reply = try? client.send("GET", ["v1", "version"])
            if reply == nil { usleep(100_000) }
        }
        func send(_ method: String, _ path: [String], _ query: [String: String] = [:], _ body: String = "") throws
            -> Reply
        {
            let reply = try client.send(
                method, ["v1"] + path, query: query.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                body: Array(body.utf8), timeout: .seconds(120))
            guard reply.status < 300 else { throw TenancyError(.internal, String(decoding: reply.body, as: UTF8.self)) }
            return reply
        }
        let spec =
            #"{"metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf","cidrs":["10.1.0.0/16"],"namespaces":["web"]}}"#
        let change = try JSON.decode(ChangeObject.self, from: send("POST", ["tenants"], [:], spec).body)
        _ = try send("GET", ["revisions", "\(change.revision)"], ["wait": "published", "timeout": "60"])
        for target in ["prod", "dr", "prod"] {
            _ = try send("POST", ["manifests", "promote"], ["to": target, "from": "staging"])
        }
        let list = try JSON.decode(
            ObjectList<EnvironmentObject>.self, from: send("GET", ["manifests", "environments"]).body)
        return list.items.map { "\($0.name): \($0.tenants > 0 ? "acme" : "")" }
    }

    /// Ends the daemon, which may not run yet.
    private static func stop(_ folder: String) {
        for _ in 0..<600 {
            if let text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8), let pid = pid_t(text) {
                kill(pid, SIGTERM)
                return
            }
            usleep(100_000)
        }
    }
}

/// What the thread of the administrator saw.
private final class Seen: Sendable {
    let value = Mutex<Result<[String], any Error>?>(nil)
}
