// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Synchronization
import TenancyAPI
import TenancyCore
import TenancyDaemon
import TenancyRequests
import Testing

/// The whole daemon in a process of its own, whose plan is changed by files that people merge. The kernel is left alone.
@Suite("Requests and a running daemon", .serialized, .timeLimit(.minutes(5)))
struct RequestsTests {
    private static let patience = Duration.seconds(120)

    private static func tenant(_ name: String, _ spec: String) -> String {
        "apiVersion: tenancy/v1\nkind: Tenant\nmetadata: {name: \(name)}\nspec: {\(spec)}\n"
    }

    @Test(
        "onboarding, a mistake and a removed file are each answered beside the requests", arguments: ["folder", "git"])
    func daemon(kind: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-served-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let people = try People(folder: folder, isGit: kind == "git")
        try Data(people.configuration.utf8).write(to: URL(filePath: folder + "/tenancyd.yaml"))
        // On a thread of its own: who waits for a process may hold the threads that tasks run on.
        let drive = Drive()
        Thread.detachNewThread {
            drive.keep(Result { try Self.drive(people) })
            people.stop()
        }
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            try await RequestsTests.serve(folder)
        }
        let answers = try #require(drive.result).get()
        try #require(answers.count == 4)
        #expect(answers[0].objects == ["Tenant acme"] && answers[0].networks?.first?.cidrs == ["10.1.0.0/16"])
        #expect(answers[1].error?.contains("by-magic") == true && answers[1].objects.isEmpty)
        #expect(answers[2].error == nil && answers[2].networks?.first?.cidrs == ["10.2.0.0/16"])
        #expect(answers[3].objects == ["Tenant acme"] && answers[3].hint == "tenancyctl tenant delete acme")
    }

    /// What people merge, each after the answer to the one before.
    private static func drive(_ people: People) throws -> [RequestAnswer] {
        let (acme, blue) = ("customers/acme.yaml", "customers/blue.yaml")
        var answers: [RequestAnswer] = []
        try people.merge([acme: tenant("acme", "connectivity: host-vrf, cidrs: [10.1.0.0/16]")])
        answers.append(try people.answer(acme, .applied))
        try people.merge([blue: tenant("blue", "connectivity: by-magic")])
        answers.append(try people.answer(blue, .refused))
        try people.merge([blue: tenant("blue", "connectivity: host-vrf, cidrs: [10.2.0.0/16]")])
        answers.append(try people.answer(blue, .applied))
        try people.merge([acme: nil])
        answers.append(try people.answer(acme, .decommissionRequested))
        return answers
    }

    /// The daemon until a signal.
    static func serve(_ folder: String) async throws {
        let file = "\(folder)/tenancyd.yaml"
        let daemon = Daemon(
            file: file, configuration: try Configuration(file: file, hostName: "node0"), environment: [:],
            logger: Logger.standardError(level: .error, environment: [:]))
        try Data("\(getpid())".utf8).write(to: URL(filePath: "\(folder)/pid"), options: .atomic)
        try await daemon.run(kernel: { _ in IdleKernel() }, nodeAddresses: NoNodeAddresses())
    }

    /// Those who merge, and who read the answers.
    private struct People {
        let folder: String
        let isGit: Bool
        private var clone: String { folder + "/clone" }

        init(folder: String, isGit: Bool) throws {
            self.folder = folder
            self.isGit = isGit
            try FileManager.default.createDirectory(atPath: folder + "/clone", withIntermediateDirectories: true)
            guard isGit else { return }
            _ = try git("init", "--quiet", "--bare", "--initial-branch=main", "../remote.git")
            _ = try git("init", "--quiet", "--initial-branch=main", ".")
        }

        var configuration: String {
            """
            stateDirectory: \(folder)/state
            socket: {path: \(folder)/socket}
            git: {repository: \(folder)/manifests.git}
            addressing: {tables: 256-999, vlans: 100-199}
            requests:
              \(isGit ? "remote: \(folder)/remote.git" : "path: \(folder)/clone\n  answers: \(folder)/answers")
              poll: 5s

            """
        }

        private func git(_ arguments: String...) throws -> String {
            let output = try ChildProcess.run(
                executable: "git", arguments: ["-C", clone, "-c", "user.name=p", "-c", "user.email=p@x"] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C"], deadline: .seconds(30))
            guard output.status.isSuccess else {
                throw TenancyError(.internal, String(decoding: output.stderr, as: UTF8.self))
            }
            return String(decoding: output.stdout, as: UTF8.self)
        }

        /// What a merged pull request does.
        func merge(_ files: [String: String?]) throws {
            for (path, text) in files {
                let file = URL(filePath: "\(clone)/\(path)")
                guard let text else { try FileManager.default.removeItem(at: file); continue }
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file, options: .atomic)
            }
            guard isGit else { return }
            _ = try git("add", "--all")
            _ = try git("commit", "--quiet", "--message=merge")
            _ = try git("push", "--quiet", "../remote.git", "main")
        }

        /// The answer to a file as soon as it says so.
        func answer(_ path: String, _ state: RequestAnswer.State) throws -> RequestAnswer {
            let end = ContinuousClock.now + RequestsTests.patience
            while ContinuousClock.now < end {
                let text =
                    isGit
                    ? try? git("--git-dir=../remote.git", "show", "tenancy-answers:\(path).json")
                    : try? String(contentsOfFile: "\(folder)/answers/\(path).json", encoding: .utf8)
                if let text, let answer = try? JSON.decode(RequestAnswer.self, from: Array(text.utf8)),
                    answer.state == state
                {
                    return answer
                }
                usleep(200_000)
            }
            throw TenancyError(.internal, "there is no such answer to \(path)")
        }

        /// Ends the daemon, which may not run yet.
        func stop() {
            for _ in 0..<600 {
                if let text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8), let pid = pid_t(text) {
                    kill(pid, SIGTERM)
                    return
                }
                usleep(100_000)
            }
        }
    }
}

/// What the thread of the people saw.
private final class Drive: Sendable {
    private let seen = Mutex<Result<[RequestAnswer], any Error>?>(nil)
    func keep(_ result: Result<[RequestAnswer], any Error>) { seen.withLock { $0 = result } }
    var result: Result<[RequestAnswer], any Error>? { seen.withLock { $0 } }
}

private struct NoNodeAddresses: NodeAddresses {
    func nodeAddresses() async throws -> [NodeAddress] { [] }
}

private struct IdleKernel: KernelProgrammer {
    func apply(_ desired: KernelState) async -> KernelReport {
        KernelReport(revision: desired.revision, changes: [], failures: [])
    }
    func differences(from desired: KernelState) async -> [KernelDifference] { [] }
    func watch(_ look: @escaping @Sendable () -> Void) async {}
    func removeAll() async -> KernelReport { KernelReport(revision: 0, changes: [], failures: []) }
}
