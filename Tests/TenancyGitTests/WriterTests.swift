// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("How commits are signed, proposed and sent")
struct WriterTests {
    private let workshop: Workshop
    private let first = ManifestTree(["a.yaml": "a: 1\n"])
    private let second = ManifestTree(["a.yaml": "a: 2\n", "b.yaml": "b: 1\n"])

    init() throws { workshop = try Workshop() }

    private func run(_ program: String, _ arguments: String...) throws {
        let output = try ChildProcess.run(
            executable: program, arguments: arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": workshop.folder, "GNUPGHOME": workshop.folder + "/gnupg",
            ], deadline: .seconds(60))
        try #require(output.status.isSuccess)
    }

    @Test("a commit is signed with an SSH key, is ours after a restart, and verifies")
    func ssh() async throws {
        let key = workshop.folder + "/key"
        try run("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        for (revision, tree) in [first, second].enumerated() {
            let publisher = try workshop.publisher { $0.signingKey = key }
            _ = try await publisher.publish(tree, message: .revision(revision + 1))
        }
        let allowed = "tenancy@localhost " + (try workshop.read("key.pub"))
        try Data(allowed.utf8).write(to: URL(filePath: workshop.folder + "/allowed"))
        for commit in ["main", "main~1"] {
            try workshop.git(
                "-C", workshop.local, "-c", "gpg.format=ssh",
                "-c", "gpg.ssh.allowedSignersFile=\(workshop.folder)/allowed", "verify-commit", commit)
        }
    }

    @Test("a commit is signed with an OpenPGP key")
    func openPGP() async throws {
        let home = workshop.folder + "/gnupg"
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? run("/usr/bin/gpgconf", "--kill", "gpg-agent") }
        try run(
            "/usr/bin/gpg", "--batch", "--passphrase", "", "--quick-generate-key", "tenancy@localhost", "ed25519",
            "sign")
        let publisher = try workshop.publisher {
            $0.signingKey = "tenancy@localhost"
            $0.signingFormat = .openpgp
            $0.gnupgHome = home
        }
        _ = try await publisher.publish(first, message: .revision(1))
        #expect(try workshop.git("-C", workshop.local, "cat-file", "commit", "main").contains("BEGIN PGP SIGNATURE"))
    }

    @Test("a key that cannot sign is said, and nothing is published")
    func noKey() async throws {
        let publisher = try workshop.publisher { $0.signingKey = "/nowhere/key" }
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(first, message: .revision(1))
        }
        #expect(
            error?.code == .gitUnavailable && error?.cause?.contains("/nowhere/key") == true,
            "\(String(describing: error))")
        #expect(try workshop.git("-C", workshop.local, "for-each-ref", "refs/heads") == "")
    }

    @Test("credentials come from a file that is read each time, and stand in no message")
    func credentials() throws {
        let file = workshop.folder + "/token"
        var settings = GitSettings(repository: workshop.local)
        settings.remote = "https://git.example/x.git"
        settings.credentialFile = file
        let git = Git(settings)
        for (text, user, password) in [("ghp_abc\n", "git", "ghp_abc"), ("bot:p:w\r\nmore\n", "bot", "p:w")] {
            try Data(text.utf8).write(to: URL(filePath: file))
            let answer = try git.run(
                "ask", ["credential", "fill"], input: Array("protocol=https\nhost=git.example\n\n".utf8))
            #expect(
                String(decoding: answer, as: UTF8.self)
                    == "protocol=https\nhost=git.example\nusername=\(user)\npassword=\(password)\n")
            #expect(git.said(Array("denied for \(password)".utf8)) == "denied for ***")
        }
        try Data().write(to: URL(filePath: file))
        #expect(throws: TenancyError.self) { try git.run("ask", ["version"]) }
        try FileManager.default.removeItem(atPath: file)
        let error = #expect(throws: TenancyError.self) { try git.run("ask", ["version"]) }
        #expect(error?.code == .gitRemoteUnavailable && error?.hint == "ls -l \(file)")
    }

    @Test(
        "a proposal is one commit on a branch of its own, made anew on top of what is merged", arguments: [true, false])
    func proposal(hasRemote: Bool) async throws {
        let repository = hasRemote ? workshop.remote : workshop.local
        let start = try workshop.publisher(remote: hasRemote)
        let base = try await start.publish(first, message: .revision(1)).commit
        let publisher = try workshop.publisher(remote: hasRemote) { $0.proposalBranch = "tenancy/next" }

        let report = try await publisher.publish(second, message: .revision(2))
        #expect(report.changed == ["a.yaml", "b.yaml"])
        #expect(try workshop.git("-C", repository, "rev-parse", "main").dropLast() == base)
        #expect(try workshop.git("-C", repository, "rev-parse", "tenancy/next").dropLast() == report.commit)
        // The same plan makes no other proposal, another plan replaces it.
        let again = try await publisher.publish(second, message: .revision(3))
        #expect(again.changed == [] && again.commit == report.commit)
        let third = ManifestTree(["a.yaml": "a: 3\n"])
        let replaced = try await publisher.publish(third, message: .revision(4))
        #expect(try workshop.git("-C", repository, "rev-parse", "tenancy/next~1").dropLast() == base)
        #expect(replaced.changed == ["a.yaml"])

        // Squashed by a forge: another commit with our content.
        try workshop.person(in: repository, ["a.yaml": "a: 3\n"])
        let merged = try await publisher.publish(third, message: .revision(5))
        #expect(merged.changed == [])
        #expect(try workshop.files(in: repository) == ["a.yaml": "a: 3\n"])
        let next = try await publisher.publish(second, message: .revision(6))
        #expect(next.changed == ["a.yaml", "b.yaml"])
    }

    @Test("a proposal that somebody removed is made again, and a foreign change is no part of it")
    func proposalRemoved() async throws {
        _ = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        let publisher = try workshop.publisher(remote: true) { $0.proposalBranch = "next" }
        _ = try await publisher.publish(second, message: .revision(2))
        try workshop.git("-C", workshop.remote, "branch", "-D", "next")
        let report = try await publisher.publish(second, message: .revision(3))
        #expect(report.changed == ["a.yaml", "b.yaml"])
        try workshop.person(in: workshop.remote, ["a.yaml": "mine\n"])
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(second, message: .revision(4))
        }
        #expect(error?.code == .gitForeign)
    }

    @Test("one change costs as many git commands whatever there is, and the listing is not read again")
    func commands() async throws {
        let log = workshop.folder + "/log"
        let git = try workshop.script("git", "echo \"$1\" >>'\(log)'; exec /usr/bin/git \"$@\"")
        let publisher = try workshop.publisher { $0.executable = git }
        var tree = ManifestTree()
        for index in 0..<300 { tree["t\(index)/a.yaml"] = Array("a: \(index)\n".utf8) }
        _ = try await publisher.publish(tree, message: .revision(1))
        try Data().write(to: URL(filePath: log))
        tree["t7/a.yaml"] = Array("a: changed\n".utf8)
        let report = try await publisher.publish(tree, message: .revision(2))
        #expect(report.changed == ["t7/a.yaml"])
        let commands = try workshop.read("log").split(separator: "\n")
        #expect(!commands.contains("ls-tree") && !commands.contains("log") && commands.count <= 6, "\(commands)")
        // After a refusal, too.
        tree["t8"] = Array("no folder\n".utf8)
        tree["t8/a.yaml"] = nil
        #expect(try await publisher.publish(tree, message: .revision(3)).changed == ["t8", "t8/a.yaml"])
    }
}
