// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("What others did to the branch")
struct TakeOverTests {
    private let workshop: Workshop
    private let first = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 1\n", "tenants/b/c.yaml": "c: 1\n"])
    private let second = ManifestTree([
        "README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "tenants/new.yaml": "n: 1\n", "tenants/new/x.yaml": "x: 1\n",
    ])

    init() throws { workshop = try Workshop() }

    private func text(_ tree: ManifestTree) -> [String: String] {
        tree.files.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "foreign content is drift, and is replaced when that is asked for; history keeps it",
        arguments: [
            (["tenants/a.yaml": "a: theirs\n"], ["tenants/a.yaml"]),
            (["tenants/b/c.yaml": "theirs\n"], ["tenants/b/c.yaml"]),
            (["tenants/new.yaml/x": "theirs\n"], ["tenants/new.yaml"]),
            (["tenants/new": "theirs\n"], ["tenants/new"]),
            (["tenants/a.yaml": "theirs\n", "tenants/new.yaml": "theirs\n"], ["tenants/a.yaml", "tenants/new.yaml"]),
        ], [true, false])
    func takeOver(edit: ([String: String], [String]), withMemory: Bool) async throws {
        let publisher = try workshop.publisher(remote: true)
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(in: workshop.remote, edit.0.merging(["notes.txt": "theirs\n"]) { $1 })
        let theirs = try workshop.git("-C", workshop.remote, "rev-parse", "main")
        let again = withMemory ? publisher : try workshop.publisher(remote: true)
        #expect(try await again.foreignPaths(beside: second) == edit.1)
        let error = await #expect(throws: TenancyError.self) {
            try await again.publish(second, message: .revision(2))
        }
        #expect(error?.hint?.contains("--take-over") == true)
        let report = try await again.publish(second, message: .revision(2), takingOver: true)
        #expect(report.takenOver == edit.1)
        #expect(
            try workshop.files(in: workshop.remote) == text(second).merging(["notes.txt": "theirs\n"]) { $1 })
        try workshop.git("-C", workshop.remote, "merge-base", "--is-ancestor", String(theirs.dropLast()), "main")
        // It is ours from now on, for others' eyes too.
        for next in [again, try workshop.publisher(remote: true)] {
            #expect(try await next.foreignPaths(beside: second) == [])
        }
        #expect(try await again.publish(first, message: .revision(3)).takenOver == [])
        #expect(try workshop.files(in: workshop.remote) == text(first).merging(["notes.txt": "theirs\n"]) { $1 })
    }

    @Test("without a foreign edit there is no drift, and taking over changes nothing")
    func nothing() async throws {
        let publisher = try workshop.publisher(remote: true)
        #expect(try await publisher.foreignPaths(beside: first) == [])
        let report = try await publisher.publish(first, message: .revision(1))
        #expect(try await publisher.foreignPaths(beside: second) == [])
        let again = try await publisher.publish(first, message: .revision(2), takingOver: true)
        #expect(again == PublishReport(commit: report.commit, changed: [], pushed: true))
    }

    @Test(
        "a branch that somebody rewrote is built upon, and what they took away is named and kept",
        arguments: [true, false])
    func rewritten(withMemory: Bool) async throws {
        let publisher = try workshop.publisher(remote: true)
        _ = try await publisher.publish(first, message: .revision(1))
        let lost = try await publisher.publish(second, message: .revision(2)).commit
        let clone = workshop.folder + "/clone"
        try workshop.git("clone", "--quiet", workshop.remote, clone)
        try workshop.git("-C", clone, "reset", "--quiet", "--hard", "HEAD~1")
        try Data("theirs\n".utf8).write(to: URL(filePath: clone + "/notes.txt"))
        try workshop.git("-C", clone, "add", ".")
        try workshop.git("-C", clone, "commit", "--quiet", "--message=rewritten")
        try workshop.git("-C", clone, "push", "--quiet", "--force")
        let theirs = try workshop.git("-C", clone, "rev-parse", "HEAD").dropLast()

        let again = withMemory ? publisher : try workshop.publisher(remote: true)
        let report = try await again.publish(second, message: .revision(3))
        #expect(report.rewritten == lost)
        #expect(
            try workshop.git("-C", workshop.local, "rev-parse", "refs/tenancy/rewritten/\(lost)").dropLast() == lost)
        #expect(
            try workshop.files(in: workshop.remote) == text(second).merging(["notes.txt": "theirs\n"]) { $1 })
        try workshop.git("-C", workshop.remote, "merge-base", "--is-ancestor", String(theirs), "main")
        #expect(try await again.publish(first, message: .revision(4)).rewritten == nil, "said once")
    }

    @Test("a branch with another history altogether is not overwritten")
    func unrelated() async throws {
        let publisher = try workshop.publisher(remote: true)
        let lost = try await publisher.publish(first, message: .revision(1)).commit
        let clone = workshop.folder + "/clone"
        try workshop.git("init", "--quiet", "--initial-branch=main", clone)
        try Data("theirs\n".utf8).write(to: URL(filePath: clone + "/README.md"))
        try workshop.git("-C", clone, "add", ".")
        try workshop.git("-C", clone, "commit", "--quiet", "--message=new")
        try workshop.git("-C", clone, "push", "--quiet", "--force", workshop.remote, "main")
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(first, message: .revision(2))
        }
        #expect(error?.code == .gitForeign)
        #expect(try workshop.files(in: workshop.remote) == ["README.md": "theirs\n"])
        let report = try await publisher.publish(first, message: .revision(2), takingOver: true)
        #expect(report.rewritten == lost && report.takenOver == ["README.md"])
        #expect(try workshop.commits(in: workshop.remote) == 2)
    }

    @Test(
        "what is published is told to who decides what comes next, without what somebody else changed",
        arguments: [true, false])
    func difference(withMemory: Bool) async throws {
        let publisher = try workshop.publisher(remote: true, folder: "site")
        _ = try await publisher.publish(first, message: .revision(1))
        try workshop.person(
            in: workshop.remote, ["site/tenants/b/theirs.yaml": "t: 1\n", "site/tenants/bc/x.yaml": "x: 1\n"])
        let other = withMemory ? publisher : try workshop.publisher(remote: true, folder: "site")
        let seen = Mutex<[TreeDifference]>([])
        func publish(_ tree: ManifestTree) async throws -> PublishReport {
            try await other.publish(tree, message: .revision(2), options: PublishOptions()) { tree, difference in
                seen.withLock { $0.append(difference) }
                return first
            }
        }
        // Nothing is written: what is asked for is put off.
        #expect(try await publish(ManifestTree()).changed == [])
        let all = Dictionary(uniqueKeysWithValues: first.paths.map { ($0, first[$0] ?? []) })
        #expect(seen.withLock { $0 } == [TreeDifference(published: all, added: [])])
        var more = first
        more["tenants/c/new.yaml"] = Array("n: 1\n".utf8)
        #expect(try await publish(more).changed == [])
        #expect(seen.withLock { $0.last } == TreeDifference(published: [:], added: ["tenants/c/new.yaml"]))
        try workshop.person(in: workshop.remote, ["site/tenants/b/c.yaml": "c: theirs\n"])
        await #expect(throws: TenancyError.self) { try await publish(ManifestTree()) }
        #expect(seen.withLock { $0.last?.published["tenants/b/c.yaml"] } == nil)
    }
}
