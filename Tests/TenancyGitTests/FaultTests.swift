// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import Testing

@testable import TenancyGit

@Suite("Remotes and disks that fail")
struct FaultTests {
    private let workshop: Workshop
    private let first = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 1\n", "tenants/b.yaml": "b: 1\n"])
    private let second = ManifestTree(["README.md": "ours\n", "tenants/a.yaml": "a: 2\n", "tenants/c.yaml": "c: 1\n"])

    init() throws { workshop = try Workshop() }

    private var published: [String: String] { get throws { try workshop.files(in: workshop.remote) } }
    private func text(_ tree: ManifestTree) -> [String: String] {
        tree.files.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a remote that dies after so many bytes of a push has all of it or nothing, and the next push arrives")
    func midPush() async throws {
        _ = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        // What is sent has to be large enough for the pack to be cut, too.
        var large = second
        for index in 0..<20 {
            large["tenants/n\(index).yaml"] = Array(String(repeating: "\(index * 7919)\n", count: 50).utf8)
        }
        let dying = try workshop.script(
            "dying", #"head -c "$(cat \#(workshop.folder)/bytes)" | /usr/bin/git receive-pack "$1""#)
        let git = try workshop.script(
            "git",
            """
            [ "$1" = push ] || exec /usr/bin/git "$@"
            shift; exec /usr/bin/git push --receive-pack=\(dying) "$@"
            """)
        var failures = 0
        for bytes in stride(from: 0, through: 20_000, by: 97) {
            try Data("\(bytes)".utf8).write(to: URL(filePath: workshop.folder + "/bytes"))
            do {
                let publisher = try workshop.publisher(remote: true) { $0.executable = git }
                _ = try await publisher.publish(large, message: .revision(2))
                break
            } catch let error as TenancyError {
                failures += 1
                // What was cut off in its pack, the other end still says.
                let isSaid = error.code == .gitRejected && error.cause?.contains("unpacker error") == true
                #expect(error.code == .gitRemoteUnavailable || isSaid, "\(bytes) bytes: \(error)")
                #expect(try published == text(first), "\(bytes) bytes")
            }
        }
        #expect(failures > 5 && failures < 200, "\(failures)")
        _ = try await workshop.publisher(remote: true).publish(large, message: .revision(2))
        #expect(try published == text(large))
        #expect(try workshop.commits(in: workshop.remote) == 2)
        try workshop.git("-C", workshop.remote, "fsck", "--strict")
    }

    @Test(
        "a remote that is killed in a hook before or after the branch moved is told apart",
        arguments: [("pre-receive", false), ("update", false), ("post-update", true), ("post-receive", true)])
    func killed(hook: (name: String, moved: Bool)) async throws {
        let publisher = try workshop.publisher(remote: true)
        _ = try await publisher.publish(first, message: .revision(1))
        try FileManager.default.createDirectory(atPath: workshop.remote + "/hooks", withIntermediateDirectories: true)
        _ = try workshop.script("remote.git/hooks/\(hook.name)", "kill -9 $PPID")
        if hook.moved {
            let report = try await publisher.publish(second, message: .revision(2))
            #expect(try workshop.git("-C", workshop.remote, "rev-parse", "main").dropLast() == report.commit)
        } else {
            let error = await #expect(throws: TenancyError.self) {
                try await publisher.publish(second, message: .revision(2))
            }
            #expect(error?.code == .gitRemoteUnavailable)
            #expect(try published == text(first))
        }
        try FileManager.default.removeItem(atPath: workshop.remote + "/hooks/\(hook.name)")
        #expect(try await publisher.publish(second, message: .revision(2)).pushed == true)
        #expect(try published == text(second))
        #expect(try workshop.commits(in: workshop.remote) == 2)
    }

    @Test("a remote that answers nothing costs its deadline and no more", arguments: ["ls-remote", "push"])
    func silent(command: String) async throws {
        _ = try await workshop.publisher(remote: true).publish(first, message: .revision(1))
        let git = try workshop.script(
            "git", #"[ "$1" = \#(command) ] && exec tail -f /dev/null; exec /usr/bin/git "$@""#)
        let publisher = try workshop.publisher(remote: true) {
            $0.executable = git
            $0.deadline = .seconds(1)
        }
        let error = await #expect(throws: TenancyError.self) {
            try await publisher.publish(second, message: .revision(2))
        }
        #expect(
            error?.code == .gitRemoteUnavailable && error?.cause?.contains("within 1.0 seconds") == true, "\(error)")
        _ = try await workshop.publisher(remote: true).publish(second, message: .revision(2))
        #expect(try published == text(second))
    }

    @Test(
        "a full disk publishes nothing, says so, and works again when there is room, without anybody's help",
        .enabled(if: geteuid() == 0, "only root may mount a small disk"))
    func full() async throws {
        let disk = try SmallDisk(kilobytes: 600, below: workshop.folder)
        let publisher = try workshop.publisher(remote: true) { $0.repository = disk.path + "/local.git" }
        _ = try await publisher.publish(first, message: .revision(1))
        var large = first
        // Noise, so that it does not get smaller.
        var random = SystemRandomNumberGenerator()
        for index in 0..<20 {
            let words = (0..<4000).map { _ in String(random.next(), radix: 36) }
            large["tenants/x\(index).yaml"] = Array(words.joined(separator: "\n").utf8)
        }
        for _ in 0..<3 {
            let error = await #expect(throws: TenancyError.self) {
                try await publisher.publish(large, message: .revision(2))
            }
            #expect(
                error?.code == .gitUnavailable && error?.hint == "df -h \(disk.path)/local.git",
                "\(String(describing: error))")
        }
        #expect(try published == text(first))
        #expect(try await publisher.publish(second, message: .revision(3)).changed.count == 3)
        #expect(try published == text(second))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: disk.path + "/local.git/objects/pack").allSatisfy {
                !$0.hasPrefix("tmp_")
            })
    }
}

/// A small file system that exists as long as this value.
private final class SmallDisk {
    let path: String

    init(kilobytes: Int, below folder: String) throws {
        path = folder + "/disk"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path)
    }

    deinit { try? Self.run("umount", "--lazy", path) }

    private static func run(_ program: String, _ arguments: String...) throws {
        let output = try ChildProcess.run(
            executable: program, arguments: arguments, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            deadline: .seconds(30))
        try #require(output.status.isSuccess, "\(String(decoding: output.stderr, as: UTF8.self))")
    }
}
