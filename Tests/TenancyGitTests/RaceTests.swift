// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Several writers on one branch")
struct RaceTests {
    /// A remote that writes down each move of a branch.
    private func workshop() throws -> Workshop {
        let workshop = try Workshop()
        try FileManager.default.createDirectory(atPath: workshop.remote + "/hooks", withIntermediateDirectories: true)
        _ = try workshop.script("remote.git/hooks/post-receive", "cat >>\(workshop.folder)/moves")
        return workshop
    }

    private static func tree(_ writer: Int, _ round: Int) -> ManifestTree {
        ManifestTree(["tenants/a.yaml": "w: \(writer)\nr: \(round)\n", "tenants/r\(round).yaml": "r: \(round)\n"])
    }

    @Test("eight writers and a person lose nothing of each other, and nobody uses force")
    func eight() async throws {
        let workshop = try workshop()
        let rounds = 3
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let own = try Workshop()
                    let publisher = try own.publisher(folder: "clusters/n\(writer)") {
                        $0.remote = workshop.remote
                        $0.writer = "n\(writer)"
                    }
                    for round in 1...rounds {
                        try await Self.insist(publisher, Self.tree(writer, round), round)
                    }
                }
            }
            group.addTask {
                for round in 1...rounds { try Self.push(in: workshop, "by-hand/\(round).txt") }
            }
            try await group.waitForAll()
        }
        var expected: [String: String] = [:]
        for round in 1...rounds { expected["by-hand/\(round).txt"] = "theirs\n" }
        for writer in 0..<8 {
            for (path, bytes) in Self.tree(writer, rounds).files {
                expected["clusters/n\(writer)/\(path)"] = String(decoding: bytes, as: UTF8.self)
            }
        }
        #expect(try workshop.files(in: workshop.remote) == expected)
        // One commit per intent, on one line of history.
        #expect(try workshop.commits(in: workshop.remote) == 9 * rounds)
        #expect(try workshop.git("-C", workshop.remote, "rev-list", "--merges", "main") == "")
        for move in try workshop.read("moves").split(separator: "\n").map({ $0.split(separator: " ") })
        where !move[0].allSatisfy({ $0 == "0" }) {
            try workshop.git(
                "-C", workshop.remote, "merge-base", "--is-ancestor", String(move[0]), String(move[1]))
        }
    }

    /// As the executor does: a lost race is tried again, a bounded number of times.
    private static func insist(_ publisher: GitPublisher, _ tree: ManifestTree, _ revision: Int) async throws {
        for attempt in 1...40 {
            do {
                _ = try await publisher.publish(tree, message: .revision(revision))
                return
            } catch let error as TenancyError where error.code == .gitRaced && attempt < 40 {
                continue
            }
        }
    }

    /// A person who pulls and pushes until it works.
    private static func push(in workshop: Workshop, _ path: String) throws {
        let clone = workshop.folder + "/person"
        if !FileManager.default.fileExists(atPath: clone) {
            try workshop.git("clone", "--quiet", workshop.remote, clone)
        }
        let script = try workshop.script(
            "push",
            """
            cd \(clone); export GIT_AUTHOR_NAME=p GIT_AUTHOR_EMAIL=p@x GIT_COMMITTER_NAME=p GIT_COMMITTER_EMAIL=p@x
            n=0; while [ $((n += 1)) -le 200 ]; do
                git fetch -q && { git rev-parse -q --verify origin/main >/dev/null && git reset -q --hard origin/main
                mkdir -p "$(dirname \(path))"; echo theirs >\(path); git add .; git commit -qm theirs
                git push -q origin HEAD:main && exit 0; }
            done; exit 1
            """)
        let output = try ChildProcess.run(
            executable: script, environment: ["PATH": "/usr/bin:/bin", "HOME": workshop.folder], deadline: .seconds(120)
        )
        try #require(output.status.isSuccess)
    }

    @Test("two agents that were given one folder do not overwrite each other", arguments: [true, false])
    func sameFolder(withMemory: Bool) async throws {
        let workshop = try Workshop()
        let other = try Workshop()
        let first = try workshop.publisher(remote: true) { $0.writer = "node0" }
        func second() throws -> GitPublisher {
            try other.publisher {
                $0.remote = workshop.remote
                $0.writer = "node1"
            }
        }
        let theirs = try second()
        _ = try await first.publish(Self.tree(0, 1), message: .revision(1))
        for tree in [Self.tree(1, 1), Self.tree(1, 2)] {
            let error = await #expect(throws: TenancyError.self) {
                try await (withMemory ? theirs : second()).publish(tree, message: .revision(1))
            }
            #expect(error?.code == .gitForeign)
        }
        // Neither does the first one's next change remove what it does not know of.
        _ = try await theirs.publish(ManifestTree(["tenants/z.yaml": "z: 1\n"]), message: .revision(2))
        _ = try await first.publish(Self.tree(0, 2), message: .revision(2))
        #expect(
            try workshop.files(in: workshop.remote) == [
                "tenants/a.yaml": "w: 0\nr: 2\n", "tenants/r2.yaml": "r: 2\n", "tenants/z.yaml": "z: 1\n",
            ])
    }
}
