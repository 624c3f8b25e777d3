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

    private static let first = ManifestTree(["README.md": "ours\n", "a.yaml": "a: 1\n", "b.yaml": "b: 1\n"])
    private static let second = ManifestTree(["README.md": "ours\n", "a.yaml": "a: 2\n", "c.yaml": "c: 1\n"])

    @Test("at every step, nothing of the intent and nothing of others is lost", arguments: Moment.allCases)
    func everyStep(moment: Moment) async throws {
        // The first round kills nobody and says how many steps there are.
        var steps = 0
        var step = 0
        while step <= steps {
            let workshop = try Workshop()
            _ = try await workshop.publisher(remote: true).publish(Self.first, message: .revision(1))
            try workshop.person(in: workshop.remote, ["theirs.yaml": "t: 1\n"])
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
                try await Self.publish(folder)
                steps = try Int(workshop.read("count").dropLast()) ?? 0
                #expect(steps >= 8)
            } else {
                await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                    try await KillTests.publish(folder)
                }
            }
            try await Self.converge(workshop, "\(moment), step \(step) of \(steps)")
            step += 1
        }
    }

    /// What the daemon does with a change, in a process of its own.
    static func publish(_ folder: String) async throws {
        var settings = GitSettings(repository: folder + "/local.git")
        settings.remote = folder + "/remote.git"
        settings.executable = folder + "/git"
        _ = try await GitPublisher(settings).publish(second, message: .revision(2))
    }

    /// The next life publishes the same intent; a git that is left over may be in its way for a moment.
    private static func converge(_ workshop: Workshop, _ what: String) async throws {
        let publisher = try workshop.publisher(remote: true)
        var report: PublishReport?
        for attempt in 1...200 {
            do {
                report = try await publisher.publish(second, message: .revision(2))
                break
            } catch let error as TenancyError where attempt < 200 && error.code != .gitForeign {
                continue
            }
        }
        let wanted = second.files.mapValues { String(decoding: $0, as: UTF8.self) }
        #expect(try workshop.files(in: workshop.remote) == wanted.merging(["theirs.yaml": "t: 1\n"]) { $1 }, "\(what)")
        #expect(
            try workshop.git("-C", workshop.remote, "rev-parse", "main").dropLast() == report?.commit ?? "", "\(what)")
        #expect(try workshop.commits(in: workshop.remote) == 3, "\(what)")
        try workshop.git("-C", workshop.local, "fsck", "--strict")
        try workshop.git("-C", workshop.remote, "fsck", "--strict")
    }
}
