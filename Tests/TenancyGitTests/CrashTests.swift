// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Being killed between two git commands")
struct CrashTests {
    private let first = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 1\n", "tenants/b.yaml": "b: 1\n"])
    private let second = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "tenants/c.yaml": "c: 1\n"])

    /// Publishes with a git that dies at its n-th call, before or after doing what it was asked for, then again with a new agent, for
    /// every n; returns how many calls there are.
    private func converge(remote: Bool, from start: ManifestTree?, afterwards: Bool) async throws -> Int {
        for call in 1... {
            let workshop = try Workshop()
            if let start { _ = try await workshop.publisher(remote: remote).publish(start, message: .revision(1)) }
            let git = try workshop.script(
                "git",
                """
                count=$(($(cat \(workshop.folder)/count 2>/dev/null || echo 0) + 1))
                echo $count >\(workshop.folder)/count
                [ $count -gt \(call) ] && exit 9
                [ $count -eq \(call) ] && { \(afterwards ? #"/usr/bin/git "$@" >/dev/null 2>&1; "# : "")exit 9; }
                exec /usr/bin/git "$@"
                """)
            let dying = try workshop.publisher(remote: remote) { $0.executable = git }
            let survived = (try? await dying.publish(second, message: .revision(2))) != nil

            let report = try await workshop.publisher(remote: remote).publish(second, message: .revision(2))
            let place = remote ? workshop.remote : workshop.local
            #expect(try workshop.git("-C", place, "rev-parse", "main") == report.commit + "\n", "call \(call)")
            #expect(
                try workshop.files(in: place) == second.files.mapValues { String(decoding: $0, as: UTF8.self) },
                "call \(call)")
            #expect(try workshop.commits(in: place) == (start == nil ? 1 : 2), "call \(call)")
            #expect(try workshop.commits(in: workshop.local) == (start == nil ? 1 : 2), "call \(call)")
            try workshop.git("-C", workshop.local, "fsck", "--strict")
            // Packing comes last, and may fail.
            let calls = try Int(workshop.read("count").dropLast()) ?? 0
            if survived, calls < call { return calls }
        }
        return 0
    }

    @Test("publishing again converges", arguments: [false, true], [false, true])
    func first(remote: Bool, afterwards: Bool) async throws {
        #expect(try await converge(remote: remote, from: nil, afterwards: afterwards) >= 5)
    }

    @Test("publishing a change again converges", arguments: [false, true], [false, true])
    func change(remote: Bool, afterwards: Bool) async throws {
        #expect(try await converge(remote: remote, from: first, afterwards: afterwards) >= 7)
    }
}
