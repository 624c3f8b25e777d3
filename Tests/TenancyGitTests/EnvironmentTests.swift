// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Two environments in one repository")
struct EnvironmentTests {
    private let first = ManifestTree([
        "tenants/a/a.yaml": "a: 1\n", "tenants/b/b.yaml": "b: 1\n", "list.yaml": "l: 1\n",
    ])
    private let second = ManifestTree([
        "tenants/a/a.yaml": "a: 2\n", "tenants/c/c.yaml": "c: 1\n", "list.yaml": "l: 2\n",
    ])

    private func environments(
        _ workshop: Workshop, remote: Bool, _ adjust: (inout GitSettings) -> Void = { _ in }
    ) throws -> (staging: GitPublisher, prod: GitPublisher) {
        let staging = try workshop.publisher(remote: remote, folder: "clusters/staging", adjust)
        return (
            staging, try workshop.publisher(remote: remote, folder: "clusters/prod", besides: staging, adjust)
        )
    }

    /// What stands at the paths of a folder of the branch: mode and id by path.
    private func entries(_ workshop: Workshop, _ place: String, _ folder: String) throws -> [Substring] {
        try workshop.git("-C", place, "ls-tree", "-r", "main:\(folder)").split(separator: "\n")
    }

    private func promote(_ environments: (staging: GitPublisher, prod: GitPublisher)) async throws -> PublishReport {
        let published = try await environments.staging.published()
        return try await environments.prod.publish(published.tree, message: .revision(9))
    }

    @Test(
        "what is published in one is the same blobs in the other, and neither takes the other's files for its own",
        arguments: [false, true])
    func sameBlobs(remote: Bool) async throws {
        let workshop = try Workshop()
        let place = remote ? workshop.remote : workshop.local
        var both = try environments(workshop, remote: remote)
        #expect(try await both.staging.published() == PublishedTree(tree: ManifestTree()))
        for (round, tree) in [first, second].enumerated() {
            let report = try await both.staging.publish(tree, message: .revision(round + 1))
            let published = try await both.staging.published()
            #expect(
                published
                    == PublishedTree(
                        tree: tree, commit: report.commit, revision: Int64(round + 1),
                        time: Timestamp(microseconds: Int64(round + 1) * 1_000_000)))
            let promoted = try await promote(both)
            #expect(try entries(workshop, place, "clusters/prod") == entries(workshop, place, "clusters/staging"))
            #expect(promoted.changed.allSatisfy { $0.hasPrefix("clusters/prod/") } && !promoted.changed.isEmpty)
            let again = try await promote(both)
            #expect(again.changed == [] && again.commit == promoted.commit)
            // The plan that is published again finds its own files as they are.
            #expect(try await both.staging.publish(tree, message: .revision(9)).changed == [])
            if round == 0 { both = try environments(workshop, remote: remote) }
        }
        #expect(try workshop.commits(in: place) == 4)
        // A process without memory reads the same from the branch.
        let fresh = try environments(workshop, remote: remote)
        let prod = try await fresh.prod.published()
        #expect(prod.tree == second && prod.revision == 9 && prod.foreign == [])
        #expect(try await fresh.staging.published().revision == 2)
    }

    @Test("what somebody else changed or removed is named, and is not taken for ours")
    func foreign() async throws {
        let workshop = try Workshop()
        let both = try environments(workshop, remote: true)
        _ = try await both.staging.publish(first, message: .revision(1))
        _ = try await promote(both)
        try workshop.person(
            in: workshop.remote, ["clusters/staging/tenants/a/a.yaml": "theirs\n", "clusters/staging/list.yaml": nil])
        let published = try await both.staging.published()
        #expect(published.foreign == ["list.yaml", "tenants/a/a.yaml"])
        #expect(published.tree == ManifestTree(["tenants/b/b.yaml": "b: 1\n"]))
        #expect(try await both.prod.published().foreign == [])

        try workshop.person(in: workshop.remote, ["clusters/prod/tenants/a/a.yaml": "theirs\n"])
        let error = await #expect(throws: TenancyError.self) {
            try await both.prod.publish(second, message: .revision(2))
        }
        #expect(error?.code == .gitForeign)
        let report = try await both.prod.publish(second, message: .revision(2), takingOver: true)
        #expect(report.takenOver == ["clusters/prod/tenants/a/a.yaml"])
    }

    @Test(
        "a publication of some paths leaves all others as they are, foreign ones among them", arguments: [false, true])
    func scope(takingOver: Bool) async throws {
        let workshop = try Workshop()
        let both = try environments(workshop, remote: true)
        _ = try await both.prod.publish(first, message: .revision(1))
        try workshop.person(in: workshop.remote, ["clusters/prod/tenants/b/b.yaml": "theirs\n"])
        let options = PublishOptions(takingOver: takingOver, scope: { $0.hasPrefix("tenants/a/") })
        let report = try await both.prod.publish(second, message: .revision(2), options: options) { tree, _ in tree }
        #expect(report.changed == ["clusters/prod/tenants/a/a.yaml"] && report.takenOver == [])
        #expect(
            try workshop.files(in: workshop.remote) == [
                "clusters/prod/tenants/a/a.yaml": "a: 2\n", "clusters/prod/tenants/b/b.yaml": "theirs\n",
                "clusters/prod/list.yaml": "l: 1\n",
            ])
        // What was not looked at is looked at by the next one.
        let error = await #expect(throws: TenancyError.self) {
            try await both.prod.publish(second, message: .revision(3))
        }
        #expect(error?.code == .gitForeign)
        _ = try await both.prod.publish(second, message: .revision(3), takingOver: true)
        #expect(try await both.prod.published().tree == second)
    }

    @Test("a trial says what would change and writes nothing", arguments: [false, true])
    func trial(remembers: Bool) async throws {
        let workshop = try Workshop()
        var both = try environments(workshop, remote: true)
        _ = try await both.prod.publish(first, message: .revision(1))
        if !remembers { both = try environments(workshop, remote: true) }
        let commit = try workshop.git("-C", workshop.remote, "rev-parse", "main")
        func attempt() async throws -> PublishReport {
            try await both.prod.publish(second, message: .revision(2), options: PublishOptions(isTrial: true)) {
                tree, _ in tree
            }
        }
        let report = try await attempt()
        #expect(try workshop.git("-C", workshop.remote, "rev-parse", "main") == commit)
        #expect(try await both.prod.published().tree == first)
        #expect(try await both.prod.publish(second, message: .revision(2)).changed == report.changed)
        try workshop.person(in: workshop.remote, ["clusters/prod/tenants/a/a.yaml": "theirs\n"])
        let error = await #expect(throws: TenancyError.self) { try await attempt() }
        #expect(error?.code == .gitForeign)
    }

    @Test(
        "a promotion that dies at any git command, before or after it, converges when it is made again",
        arguments: [false, true])
    func crash(afterwards: Bool) async throws {
        var call = 1
        var calls = 1
        while call <= calls {
            let workshop = try Workshop()
            let both = try environments(workshop, remote: true)
            _ = try await both.staging.publish(first, message: .revision(1))
            _ = try await promote(both)
            _ = try await both.staging.publish(second, message: .revision(2))
            let git = try workshop.script(
                "git",
                """
                count=$(($(cat \(workshop.folder)/count 2>/dev/null || echo 0) + 1))
                echo $count >\(workshop.folder)/count
                [ $count -gt \(call) ] && exit 9
                [ $count -eq \(call) ] && { \(afterwards ? #"/usr/bin/git "$@" >/dev/null 2>&1; "# : "")exit 9; }
                exec /usr/bin/git "$@"
                """)
            let dying = try environments(workshop, remote: true) { $0.executable = git }
            if (try? await promote(dying)) == nil { calls = call + 1 }
            // A first half is never there.
            let files = try entries(workshop, workshop.remote, "clusters/prod")
            let staging = try entries(workshop, workshop.remote, "clusters/staging")
            #expect(files == staging || files.count == first.files.count, "call \(call)")
            _ = try await promote(environments(workshop, remote: true))
            #expect(try entries(workshop, workshop.remote, "clusters/prod") == staging, "call \(call)")
            #expect(try workshop.commits(in: workshop.remote) == 4, "call \(call)")
            try workshop.git("-C", workshop.remote, "fsck", "--strict")
            call += 1
        }
        #expect(calls > 8, "\(calls)")
    }

    @Test("a push that the remote's policy refuses leaves both environments as they are")
    func rejected() async throws {
        let workshop = try Workshop()
        let both = try environments(workshop, remote: true)
        _ = try await both.staging.publish(first, message: .revision(1))
        try FileManager.default.createDirectory(atPath: workshop.remote + "/hooks", withIntermediateDirectories: true)
        _ = try workshop.script("remote.git/hooks/pre-receive", "echo prod is frozen >&2; exit 1")
        let error = await #expect(throws: TenancyError.self) { try await promote(both) }
        #expect(error?.code == .gitRejected && error?.cause?.contains("prod is frozen") == true)
        #expect(try await both.prod.published().tree == ManifestTree())
        try FileManager.default.removeItem(atPath: workshop.remote + "/hooks/pre-receive")
        #expect(try await promote(both).changed.count == 3)
    }

    /// Tries again what lost its races, as the executor does.
    private func insist(_ publish: () async throws -> Void) async throws {
        for _ in 1...50 {
            do {
                return try await publish()
            } catch let error as TenancyError where error.code == .gitRaced {
                continue
            }
        }
        Issue.record("fifty times slower than others")
    }

    @Test("a daemon that publishes while another one promotes, and a person in between, lose nothing of each other")
    func race() async throws {
        let workshop = try Workshop()
        let both = try environments(workshop, remote: true)
        _ = try await both.staging.publish(first, message: .revision(1))
        let rounds = 6
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [both] in
                for round in 2...rounds {
                    try await insist {
                        _ = try await both.staging.publish(
                            ManifestTree(["tenants/a/a.yaml": "a: \(round)\n"]), message: .revision(round))
                    }
                }
            }
            group.addTask { [both] in
                for _ in 2...rounds {
                    try await insist { _ = try await promote(both) }
                }
            }
            group.addTask {
                // Another node, which writes into its own folder of the same branch.
                let own = try Workshop()
                let other = try own.publisher(folder: "clusters/other") {
                    $0.remote = workshop.remote
                    $0.writer = "other"
                }
                for round in 2...rounds {
                    try await insist {
                        _ = try await other.publish(
                            ManifestTree(["r.yaml": "r: \(round)\n"]), message: .revision(round))
                    }
                }
            }
            try await group.waitForAll()
        }
        _ = try await promote(both)
        let files = try workshop.files(in: workshop.remote)
        #expect(files["clusters/staging/tenants/a/a.yaml"] == "a: \(rounds)\n")
        #expect(files["clusters/prod/tenants/a/a.yaml"] == "a: \(rounds)\n")
        #expect(files["clusters/other/r.yaml"] == "r: \(rounds)\n")
        #expect(files.count == 3, "\(files)")
    }
}
