// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import Testing

@testable import TenancyGit

/// The process that publishes is killed at each git command that it runs, in three ways.
@Suite("The publishing process is killed")
struct KillTests {
    /// What becomes of the command at which it is killed.
    enum Moment: String, CaseIterable, Codable, CustomTestStringConvertible {
        case before
        case after
        /// git outlives its parent, and works on while the next one begins.
        case meanwhile

        var testDescription: String { rawValue }

        var script: String {
            switch self {
            case .before: "kill -9 $PPID; exit 1"
            case .after: #"/usr/bin/git "$@"; kill -9 $PPID; exit 1"#
            case .meanwhile: #"kill -9 $PPID; exec /usr/bin/git "$@""#
            }
        }
    }

    /// What the process is at.
    enum Work: String, CaseIterable, Codable, CustomTestStringConvertible {
        case publish
        /// From the folder of one environment to that of the next.
        case promote

        var testDescription: String { rawValue }

        /// Where the work is done.
        var folder: String { self == .publish ? "" : "clusters/prod" }
    }

    private static let first = ManifestTree(["README.md": "ours\n", "a.yaml": "a: 1\n", "b.yaml": "b: 1\n"])
    private static let second = ManifestTree(["README.md": "ours\n", "a.yaml": "a: 2\n", "c.yaml": "c: 1\n"])

    @Test(
        "at every step, nothing of the intent and nothing of others is lost", arguments: Moment.allCases, Work.allCases)
    func everyStep(moment: Moment, work: Work) async throws {
        // The first round kills nobody and says how many steps there are.
        var steps = 0
        var step = 0
        while step <= steps {
            let workshop = try Workshop()
            _ = try await workshop.publisher(remote: true, folder: work.folder).publish(
                Self.first, message: .revision(1))
            if work == .promote {
                _ = try await workshop.publisher(remote: true, folder: Self.source).publish(
                    Self.second, message: .revision(2))
            }
            try workshop.person(in: workshop.remote, ["theirs.yaml": "t: 1\n"])
            let others = try workshop.files(in: workshop.remote)
                .filter { work == .promote ? !$0.key.hasPrefix(work.folder) : $0.key == "theirs.yaml" }
            let commits = try workshop.commits(in: workshop.remote)
            _ = try workshop.script(
                "git",
                """
                count=$(($(cat \(workshop.folder)/count 2>/dev/null || echo 0) + 1))
                echo $count >\(workshop.folder)/count
                [ $count -eq \(step) ] && { \(moment.script); }
                exec /usr/bin/git "$@"
                """)
            let folder = workshop.folder
            if step == 0 {
                try await Self.perform(work, in: folder, "git")
                steps = try Int(workshop.read("count").dropLast()) ?? 0
                #expect(steps >= 8)
            } else {
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [folder = folder as String, work = work as Work] in
                    try await KillTests.perform(work, in: folder, "git")
                }
            }
            let what = "\(work), \(moment), step \(step) of \(steps)"
            try await Self.converge(workshop, work, beside: others, after: commits, what)
            step += 1
        }
    }

    /// The folder of the environment before.
    private static let source = "clusters/staging"

    /// What the daemon does with a change, in a process of its own: with the workshop's own git, or the machine's.
    @discardableResult
    static func perform(_ work: Work, in folder: String, _ git: String? = nil) async throws -> PublishReport {
        func publisher(_ place: String, besides other: GitPublisher? = nil) throws -> GitPublisher {
            var settings = GitSettings(repository: folder + "/local.git")
            settings.remote = folder + "/remote.git"
            settings.folder = place
            if let git { settings.executable = "\(folder)/\(git)" }
            return try GitPublisher(settings, besides: other, pause: { _ in })
        }
        switch work {
        case .publish: return try await publisher("").publish(second, message: .revision(2))
        case .promote:
            let staging = try publisher(source)
            let published = try await staging.published()
            return try await publisher(work.folder, besides: staging).publish(published.tree, message: .revision(2))
        }
    }

    /// The next life does the same again; a git that is left over may be in its way for a moment.
    private static func converge(
        _ workshop: Workshop, _ work: Work, beside others: [String: String], after commits: Int, _ what: String
    ) async throws {
        var report: PublishReport?
        for attempt in 1...200 {
            do {
                report = try await perform(work, in: workshop.folder)
                break
            } catch let error as TenancyError where attempt < 200 && error.code != .gitForeign {
                continue
            }
        }
        let prefix = work.folder.isEmpty ? "" : work.folder + "/"
        let wanted = second.files.map { (prefix + $0.key, String(decoding: $0.value, as: UTF8.self)) }
        #expect(try workshop.files(in: workshop.remote) == others.merging(wanted) { $1 }, "\(what)")
        #expect(
            try workshop.git("-C", workshop.remote, "rev-parse", "main").dropLast() == report?.commit ?? "", "\(what)")
        #expect(try workshop.commits(in: workshop.remote) == commits + 1, "\(what)")
        try workshop.git("-C", workshop.local, "fsck", "--strict")
        try workshop.git("-C", workshop.remote, "fsck", "--strict")
    }
}
