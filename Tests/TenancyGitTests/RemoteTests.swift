// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Publishing to a remote")
struct RemoteTests {
    private let workshop: Workshop
    private let first = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 1\n", "tenants/b.yaml": "b: 1\n"])
    private let second = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 2\n"])

    init() throws { workshop = try Workshop() }

    /// A git that does something before its first `push`.
    private func gitThat(beforePush command: String) throws -> String {
        try workshop.script(
            "git",
            """
            echo "$@" >>\(workshop.folder)/log
            if [ "$1" = push ] && [ ! -e \(workshop.folder)/done ]; then
                touch \(workshop.folder)/done
                ( unset $(env | sed -n 's/^\\(GIT_[A-Z_0-9]*\\)=.*/\\1/p'); \(command) ) || exit 99
            fi
            exec /usr/bin/git "$@"
            """)
    }

    @Test("an empty remote gets the branch, and a change is pushed")
    func push() async throws {
        let publisher = try workshop.publisher(remote: true)
        let report = try await publisher.publish(first, message: .revision(1))
        #expect(report.pushed == true)
        #expect(try workshop.git("-C", workshop.remote, "rev-parse", "main") == report.commit + "\n")
        let change = try await publisher.publish(second, message: .revision(2))
        #expect(change.changed == ["tenants/a.yaml", "tenants/b.yaml"])
        #expect(try workshop.files(in: workshop.remote) == ["README.md": "ours\n", "tenants/a.yaml": "a: 2\n"])
        #expect(try workshop.git("-C", workshop.local, "rev-parse", "main") == change.commit + "\n")
        #expect(
            try await publisher.publish(second, message: .revision(3))
                == PublishReport(commit: change.commit, changed: [], pushed: true))
    }

    @Test("a remote that is added later gets the history")
    func later() async throws {
        let report = try await workshop.publisher().publish(first, message: .revision(1))
        let pushed = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        #expect(pushed == PublishReport(commit: report.commit, changed: [], pushed: true))
        #expect(try workshop.commits(in: workshop.remote) == 1)
    }

    @Test("files of others on the remote stay")
    func foreign() async throws {
        try workshop.person(in: workshop.remote, ["other/x.yaml": "x: 1\n"])
        let publisher = try workshop.publisher(remote: true)
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(in: workshop.remote, ["other/y.yaml": "y: 1\n"])
        _ = try await publisher.publish(second, message: .revision(2))
        #expect(
            try workshop.files(in: workshop.remote).keys.sorted() == [
                "README.md", "other/x.yaml", "other/y.yaml", "tenants/a.yaml",
            ])
    }

    @Test("somebody who pushes in between is built upon")
    func race() async throws {
        _ = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        let clone = workshop.folder + "/clone"
        try workshop.git("clone", "--quiet", workshop.remote, clone)
        try Data("theirs\n".utf8).write(to: URL(filePath: clone + "/theirs"))
        try workshop.git("-C", clone, "add", ".")
        try workshop.git("-C", clone, "commit", "--quiet", "--message=theirs")
        let git = try gitThat(beforePush: "/usr/bin/git -C \(clone) push -q")
        let report = try await workshop.publisher(remote: true) { $0.executable = git }
            .publish(second, message: .revision(2))
        #expect(report.changed == ["tenants/a.yaml", "tenants/b.yaml"])
        #expect(
            try workshop.files(in: workshop.remote) == [
                "README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "theirs": "theirs\n",
            ])
        #expect(try workshop.git("-C", workshop.remote, "log", "--format=%an", "main") == "Tenancy\nperson\nTenancy\n")
        #expect(try workshop.read("log").split(separator: "\n").count { $0.hasPrefix("push") } == 2)
    }

    @Test("a remote whose policy refuses is asked once, and its words are passed on")
    func rejected() async throws {
        _ = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        try FileManager.default.createDirectory(atPath: workshop.remote + "/hooks", withIntermediateDirectories: true)
        _ = try workshop.script("remote.git/hooks/pre-receive", "echo 'no changes on a Friday' >&2; exit 1")
        let git = try gitThat(beforePush: "true")
        let error = await #expect(throws: TenancyError.self) {
            try await workshop.publisher(remote: true) { $0.executable = git }.publish(second, message: .revision(2))
        }
        #expect(error?.code == .gitRejected)
        #expect(error?.message == "\(workshop.remote) does not accept the commit on branch main")
        #expect(error?.cause?.contains("no changes on a Friday") == true)
        #expect(error?.cause?.contains("pre-receive hook declined") == true)
        #expect(try workshop.read("log").split(separator: "\n").count { $0.hasPrefix("push") } == 1)

        try FileManager.default.removeItem(atPath: workshop.remote + "/hooks/pre-receive")
        let report = try await workshop.publisher(remote: true).publish(second, message: .revision(2))
        #expect(report.changed == ["tenants/a.yaml", "tenants/b.yaml"])
    }

    @Test("a commit that arrived counts even when the answer was lost")
    func lostAnswer() async throws {
        let git = try workshop.script(
            "git", #"/usr/bin/git "$@"; status=$?; [ "$1" = push ] && exit 1; exit $status"#)
        let report = try await workshop.publisher(remote: true) { $0.executable = git }
            .publish(first, message: .revision(1))
        #expect(report.pushed == true)
        #expect(try workshop.commits(in: workshop.remote) == 1)
    }

    @Test("a lost repository on this node is made again from the remote", arguments: [true, false])
    func lostClone(withMemory: Bool) async throws {
        let publisher = try workshop.publisher(remote: true)
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(in: workshop.remote, ["other/x.yaml": "x: 1\n"])
        try FileManager.default.removeItem(atPath: workshop.local)
        let report = try await (withMemory ? publisher : workshop.publisher(remote: true))
            .publish(second, message: .revision(2))
        #expect(report.changed == ["tenants/a.yaml", "tenants/b.yaml"])
        #expect(
            try workshop.files(in: workshop.remote) == [
                "README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "other/x.yaml": "x: 1\n",
            ])
    }

    @Test("two agents share a branch, each in a folder of its own")
    func folders() async throws {
        let other = try Workshop()
        let publisher = try workshop.publisher(remote: true, folder: "/clusters/node0/")
        let second = try other.publisher(folder: "clusters/node1") { $0.remote = workshop.remote }
        _ = try await publisher.publish(first, message: .revision(1))
        _ = try await second.publish(first, message: .revision(1))
        let report = try await publisher.publish(ManifestTree(["README.md": "ours\n"]), message: .revision(2))
        #expect(report.changed == ["clusters/node0/tenants/a.yaml", "clusters/node0/tenants/b.yaml"])
        _ = try await second.publish(ManifestTree(["README.md": "theirs\n"]), message: .revision(2))
        #expect(
            try workshop.files(in: workshop.remote) == [
                "clusters/node0/README.md": "ours\n", "clusters/node1/README.md": "theirs\n",
            ])
    }

    @Test("a remote that cannot be reached is named without its secrets, which are in no argument either")
    func unreachable() async throws {
        let git = try gitThat(beforePush: "true")
        let error = await #expect(throws: TenancyError.self) {
            try await workshop.publisher {
                $0.remote = "http://robot:s3cr%65t@127.0.0.1:1/x.git"
                $0.executable = git
            }.publish(first, message: .revision(1))
        }
        #expect(error?.code == .gitRemoteUnavailable)
        #expect(error?.message == "cannot read branch main of http://127.0.0.1:1/x.git")
        #expect(error?.hint == "git ls-remote http://127.0.0.1:1/x.git")
        #expect(error?.cause?.contains("127.0.0.1") == true)
        for text in [error.map { "\($0)" } ?? "", try workshop.read("log")] {
            #expect(!text.contains("s3cr"))
            #expect(!text.contains("robot"))
        }
    }

    @Test("a path that is no repository is named")
    func noRepository() async throws {
        let error = await #expect(throws: TenancyError.self) {
            try await workshop.publisher { $0.remote = "/nonexistent/x.git" }.publish(first, message: .revision(1))
        }
        #expect(error?.code == .gitRemoteUnavailable)
        #expect(error?.message == "cannot read branch main of /nonexistent/x.git")
    }

    @Test("git sees an environment of its own, and ssh the configured key and hosts")
    func environment() async throws {
        let git = try workshop.script("git", "env >\(workshop.folder)/env; exec /usr/bin/git \"$@\"")
        _ = try await workshop.publisher(remote: true) {
            $0.executable = git
            $0.sshKey = "/etc/tenancy/it's a key"
            $0.knownHosts = "/etc/tenancy/known hosts"
        }.publish(first, message: .revision(1))
        var environment: [String: String] = [:]
        for line in try workshop.read("env").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            environment[String(parts[0])] = String(parts[1])
        }
        let names = environment.keys.filter {
            !$0.hasPrefix("GIT_CONFIG_") && !["PWD", "_", "SHLVL", "OLDPWD"].contains($0)
        }
        #expect(
            names.sorted() == [
                "GIT_ATTR_NOSYSTEM", "GIT_DIR", "GIT_NO_REPLACE_OBJECTS", "GIT_SSH_COMMAND", "GIT_TERMINAL_PROMPT",
                "HOME",
                "LC_ALL", "PATH",
            ])
        #expect(environment["GIT_CONFIG_GLOBAL"] == "/dev/null")
        #expect(environment["GIT_CONFIG_NOSYSTEM"] == "1")
        let command = try #require(environment["GIT_SSH_COMMAND"])
        let words = try ChildProcess.run(
            executable: "/bin/sh", arguments: ["-c", "printf '%s\n' \(command)"], environment: [:],
            deadline: .seconds(30))
        #expect(
            String(decoding: words.stdout, as: UTF8.self) == """
                ssh
                -o
                BatchMode=yes
                -o
                IdentitiesOnly=yes
                -i
                /etc/tenancy/it's a key
                -o
                UserKnownHostsFile="/etc/tenancy/known hosts"
                -o
                StrictHostKeyChecking=yes

                """)
    }

    @Test("git gets the secrets from its environment")
    func credentials() throws {
        var settings = GitSettings(repository: workshop.remote)
        settings.remote = "https://ro%40bot:p%3Aw@git.example/x.git"
        let answer = try Git(settings).run(
            "ask", ["credential", "fill"], input: Array("protocol=https\nhost=git.example\n\n".utf8))
        #expect(
            String(decoding: answer, as: UTF8.self)
                == "protocol=https\nhost=git.example\nusername=ro@bot\npassword=p:w\n")
    }

    @Test(
        "secrets are taken out of an address",
        arguments: [
            ("https://git.example/x.git", "https://git.example/x.git", nil, nil),
            ("https://user:pw@git.example/x@y.git", "https://git.example/x@y.git", "user", "pw"),
            ("https://token@git.example:8443/x.git", "https://git.example:8443/x.git", "token", ""),
            ("https://user:p@w@git.example/x.git", "https://git.example/x.git", "user", "p@w"),
            ("ssh://git@git.example/x.git", "ssh://git@git.example/x.git", nil, nil),
            ("ssh://git:pw@git.example/x.git", "ssh://git@git.example/x.git", nil, "pw"),
            ("git@git.example:x.git", "git@git.example:x.git", nil, nil),
            ("/srv/git/x@y.git", "/srv/git/x@y.git", nil, nil),
        ] as [(String, String, String?, String?)])
    func address(text: String, url: String, username: String?, password: String?) {
        let remote = GitRemote(text)
        #expect(remote.url == url)
        #expect(remote.username == username)
        #expect(remote.password == password)
    }
}
