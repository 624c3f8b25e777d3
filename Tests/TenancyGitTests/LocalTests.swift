// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Publishing to a repository on this node")
struct LocalTests {
    private let workshop: Workshop
    private let first = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 1\n", "tenants/b/c.yaml": "c: 1\n"])

    init() throws { workshop = try Workshop() }

    private func publish(_ tree: ManifestTree, _ revision: Int) async throws -> PublishReport {
        try await workshop.publisher().publish(tree, message: .revision(revision))
    }

    @Test("the first publication makes the repository and one commit with the revision's time and trailers")
    func first() async throws {
        let report = try await publish(first, 7)
        #expect(report.changed == ["README.md", "tenants/a.yaml", "tenants/b/c.yaml"])
        #expect(report.pushed == nil)
        #expect(try workshop.files(in: workshop.local) == first.files.mapValues { String(decoding: $0, as: UTF8.self) })
        let tree = try workshop.git("-C", workshop.local, "rev-parse", "main^{tree}")
        #expect(
            try workshop.git("-C", workshop.local, "log", "--format=%H%n%an <%ae> %at %cn <%ce> %ct%n%B", "main") == """
                \(report.commit)
                Tenancy <tenancy@localhost> 7 Tenancy <tenancy@localhost> 7
                tenant acme: create

                Tenancy-Revision: 7
                Tenancy-Actor: uid:0
                Tenancy-Reason: asked for Tenancy-Tree: forged
                Tenancy-Writer: tenancy
                Tenancy-Tree: \(tree)

                """)
        try workshop.git("-C", workshop.local, "fsck", "--strict")
    }

    @Test("the same tree makes no commit, with and without memory")
    func unchanged() async throws {
        let publisher = try workshop.publisher()
        let report = try await publisher.publish(first, message: .revision(1))
        let unchanged = PublishReport(commit: report.commit, changed: [], pushed: nil)
        #expect(try await publisher.publish(first, message: .revision(2)) == unchanged)
        #expect(try await publish(first, 3) == unchanged)
        #expect(try workshop.commits(in: workshop.local) == 1)
    }

    @Test("equal revisions make equal commits")
    func reproducible() async throws {
        let other = try Workshop()
        let report = try await publish(first, 7)
        #expect(try await other.publisher().publish(first, message: .revision(7)) == report)
    }

    @Test("changes, removals, and a file that becomes a folder are one commit", arguments: [true, false])
    func changes(withMemory: Bool) async throws {
        let publisher = try workshop.publisher()
        _ = try await publisher.publish(first, message: .revision(1))
        let second = ManifestTree([
            "README.md": "ours\n", "tenants/a.yaml/x.yaml": "x: 1\n", "tenants/b": "no folder\n",
            "tenants/d.yaml": "d: 1\n",
        ])
        let report = try await (withMemory ? publisher : workshop.publisher()).publish(second, message: .revision(2))
        #expect(
            report.changed == [
                "tenants/a.yaml", "tenants/a.yaml/x.yaml", "tenants/b", "tenants/b/c.yaml", "tenants/d.yaml",
            ])
        #expect(
            try workshop.files(in: workshop.local) == second.files.mapValues { String(decoding: $0, as: UTF8.self) })
        #expect(try workshop.commits(in: workshop.local) == 2)
    }

    @Test("files of others beside ours stay", arguments: [true, false])
    func foreignBeside(withMemory: Bool) async throws {
        let publisher = try workshop.publisher()
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(in: workshop.local, ["tenants/note.txt": "theirs\n", "other/x.yaml": "x: 1\n"])
        let second = ManifestTree(["README.md": "ours, second\n"])
        let report = try await (withMemory ? publisher : workshop.publisher()).publish(second, message: .revision(2))
        #expect(report.changed == ["README.md", "tenants/a.yaml", "tenants/b/c.yaml"])
        #expect(
            try workshop.files(in: workshop.local) == [
                "README.md": "ours, second\n", "tenants/note.txt": "theirs\n", "other/x.yaml": "x: 1\n",
            ])
    }

    @Test(
        "what somebody else wrote at a path of ours is reported and stays",
        arguments: [
            (["tenants/a.yaml": "a: theirs\n"], "tenants/a.yaml"),
            (["tenants/b/c.yaml": "theirs\n"], "tenants/b/c.yaml"),
            (["tenants/new.yaml": "theirs\n"], "tenants/new.yaml"),
            (["tenants/new.yaml/x": "theirs\n"], "tenants/new.yaml"),
            (["tenants/new": "theirs\n"], "tenants/new"),
            (["tenants/a.yaml": "theirs\n", "tenants/b/c.yaml": "theirs\n"], "tenants/a.yaml, tenants/b/c.yaml"),
        ], [true, false])
    func foreignEdit(edit: ([String: String], String), withMemory: Bool) async throws {
        let publisher = try workshop.publisher()
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(in: workshop.local, edit.0)
        let before = try workshop.files(in: workshop.local)
        // Changes one file, removes another, adds two.
        let second = ManifestTree([
            "README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "tenants/new.yaml": "n: 1\n",
            "tenants/new/x.yaml": "x: 1\n",
        ])
        let error = await #expect(throws: TenancyError.self) {
            try await (withMemory ? publisher : workshop.publisher()).publish(second, message: .revision(2))
        }
        #expect(error?.code == .gitForeign)
        #expect(error?.message == "cannot publish to branch main of \(workshop.local): somebody else wrote \(edit.1)")
        #expect(try workshop.files(in: workshop.local) == before)

        var removed: [String: String?] = [:]
        for path in edit.0.keys { removed[path] = .some(nil) }
        try workshop.person(in: workshop.local, removed)
        _ = try await publisher.publish(second, message: .revision(2))
        #expect(
            try workshop.files(in: workshop.local) == second.files.mapValues { String(decoding: $0, as: UTF8.self) },
            "what was removed is written again")
    }

    @Test("a foreign edit that is what we want anyway is no conflict")
    func sameEdit() async throws {
        _ = try await publish(first, 1)
        try workshop.person(in: workshop.local, ["tenants/a.yaml": "a: 2\n"])
        var second = first
        second["tenants/a.yaml"] = Array("a: 2\n".utf8)
        #expect(try await publish(second, 2).changed == [])
        #expect(try workshop.commits(in: workshop.local) == 2)
    }

    @Test("a file of ours that was made executable is a foreign edit")
    func mode() async throws {
        _ = try await publish(first, 1)
        let clone = workshop.folder + "/clone"
        try workshop.git("clone", "--quiet", workshop.local, clone)
        try workshop.git("-C", clone, "update-index", "--chmod=+x", "README.md")
        try workshop.git("-C", clone, "commit", "--quiet", "--message=executable")
        try workshop.git("-C", clone, "push", "--quiet")
        await #expect(throws: TenancyError.self) { try await publish(first, 2) }
    }

    @Test("a commit of ours that somebody amended is theirs")
    func amended() async throws {
        let publisher = try workshop.publisher()
        _ = try await publisher.publish(first, message: .revision(1))
        let clone = workshop.folder + "/clone"
        try workshop.git("clone", "--quiet", workshop.local, clone)
        try Data("theirs\n".utf8).write(to: URL(filePath: clone + "/README.md"))
        try workshop.git("-C", clone, "commit", "--quiet", "--all", "--amend", "--no-edit")
        try workshop.git("-C", clone, "push", "--quiet", "--force")
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(first, message: .revision(2))
        }
        #expect(error?.code == .gitForeign)
    }

    @Test("a rollback by a person is a foreign edit")
    func rollback() async throws {
        _ = try await publish(first, 1)
        var second = first
        second["tenants/a.yaml"] = Array("a: 2\n".utf8)
        _ = try await publish(second, 2)
        try workshop.person(in: workshop.local, ["tenants/a.yaml": "a: 1\n"])
        let error = await #expect(throws: TenancyError.self) { try await publish(second, 3) }
        #expect(error?.code == .gitForeign)
    }

    @Test("somebody who is faster is built upon, and after five times it is an error")
    func race() async throws {
        _ = try await publish(first, 1)
        let clone = workshop.folder + "/clone"
        try workshop.git("clone", "--quiet", workshop.local, clone)
        // Each `update-ref` of the agent finds the branch moved, as often as the file `races` says.
        let git = try workshop.script(
            "git",
            """
            cd \(workshop.folder)
            if [ "$1" = update-ref ] && [ "$(cat races)" -gt 0 ]; then
                echo $(($(cat races) - 1)) >races
                ( unset $(env | sed -n 's/^\\(GIT_[A-Z_0-9]*\\)=.*/\\1/p'); cd clone; /usr/bin/git fetch -q; /usr/bin/git reset -q --hard origin/main; date +%N >>theirs; /usr/bin/git add .
                  /usr/bin/git -c user.name=p -c user.email=p@x commit -qm theirs; /usr/bin/git push -q ) || exit 99
            fi
            exec /usr/bin/git "$@"
            """)
        var second = first
        second["tenants/a.yaml"] = Array("a: 2\n".utf8)
        for (races, succeeds) in [(4, true), (5, false)] {
            try Data("\(races)\n".utf8).write(to: URL(filePath: workshop.folder + "/races"))
            let publisher = try workshop.publisher { $0.executable = git }
            if succeeds {
                let report = try await publisher.publish(second, message: .revision(2))
                #expect(report.changed == ["tenants/a.yaml"])
                #expect(try workshop.files(in: workshop.local)["theirs"] != nil)
                #expect(try workshop.commits(in: workshop.local) == 6)
            } else {
                let error = await #expect(throws: TenancyError.self) {
                    try await publisher.publish(first, message: .revision(3))
                }
                #expect(error?.code == .gitRaced)
            }
        }
    }

    @Test("hooks of the repository do not run")
    func hooks() async throws {
        _ = try await publish(first, 1)
        try FileManager.default.createDirectory(atPath: workshop.local + "/hooks", withIntermediateDirectories: true)
        for hook in ["reference-transaction", "post-update", "pre-auto-gc"] {
            _ = try workshop.script("local.git/hooks/\(hook)", "touch \(workshop.folder)/ran; exit 1")
        }
        _ = try await publish(ManifestTree(["README.md": "second\n"]), 2)
        #expect(!FileManager.default.fileExists(atPath: workshop.folder + "/ran"))
    }

    @Test("a repository that vanishes under a running agent is made again")
    func vanished() async throws {
        let publisher = try workshop.publisher()
        let report = try await publisher.publish(first, message: .revision(1))
        try FileManager.default.removeItem(atPath: workshop.local)
        #expect(try await publisher.publish(first, message: .revision(1)) == report)
        try workshop.git("-C", workshop.local, "fsck", "--strict")
    }

    @Test("a lock that a killed git left behind is named, and goes when no git can hold it any more")
    func staleLock() async throws {
        _ = try await publish(first, 1)
        let lock = workshop.local + "/refs/heads/main.lock"
        try Data().write(to: URL(filePath: lock))
        let error = await #expect(throws: TenancyError.self) {
            try await publish(ManifestTree(["README.md": "second\n"]), 2)
        }
        #expect(error?.code == .gitUnavailable)
        #expect(error?.hint == "it goes by itself after 60 s; or, when no git runs there: rm \(lock)")
        // No git of ours runs as long as this: whoever made the lock is gone.
        let past = Date(timeIntervalSinceNow: -61)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: lock)
        #expect(try await publish(ManifestTree(["README.md": "second\n"]), 2).changed.count == 3)
    }

    @Test("without a usable git the error says so")
    func noGit() async throws {
        let publisher = try workshop.publisher { $0.executable = "/nonexistent/git" }
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(first, message: .revision(1))
        }
        #expect(error?.code == .gitUnavailable)
        #expect(error?.cause?.contains("/nonexistent/git") == true)
    }

    @Test("a folder that is none is refused", arguments: ["../x", "a/./b", ".git", "a/.GIT/b", "a\nb"])
    func folder(name: String) {
        #expect(throws: TenancyError.self) { try workshop.publisher(folder: name) }
    }
}
