// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import Testing

@testable import TenancyGit

/// A folder with the agent's repository, a remote, and a person who works on the remote's branch. It is removed with the value.
final class Workshop: Sendable {
    let folder: String
    let local: String
    let remote: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-git-\(UUID())").path
        local = folder + "/local.git"
        remote = folder + "/remote.git"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try git("init", "--quiet", "--bare", "--initial-branch=main", remote)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A publisher without memory, as after a restart.
    func publisher(
        remote: Bool = false, folder: String = "", besides other: GitPublisher? = nil,
        _ adjust: (inout GitSettings) -> Void = { _ in }
    ) throws -> GitPublisher {
        var settings = GitSettings(repository: local)
        settings.remote = remote ? self.remote : nil
        settings.folder = folder
        adjust(&settings)
        return try GitPublisher(settings, besides: other, pause: { _ in })
    }

    @discardableResult
    func git(_ arguments: String..., input: String = "") throws -> String {
        let output = try ChildProcess.run(
            executable: "git", arguments: ["-c", "user.name=person", "-c", "user.email=person@example"] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"],
            directory: folder, input: Array(input.utf8), deadline: .seconds(30))
        try #require(output.status.isSuccess, "git \(arguments): \(String(decoding: output.stderr, as: UTF8.self))")
        return String(decoding: output.stdout, as: UTF8.self)
    }

    /// Lets a person change files on a branch, or remove them, and push.
    func person(in repository: String, _ changes: [String: String?]) throws {
        let clone = folder + "/person-\(UUID())"
        try git("clone", "--quiet", repository, clone)
        for (path, content) in changes {
            let file = clone + "/" + path
            try? FileManager.default.removeItem(atPath: file)
            guard let content else { continue }
            try FileManager.default.createDirectory(
                atPath: URL(filePath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: URL(filePath: file))
        }
        try git("-C", clone, "add", "--all")
        try git("-C", clone, "commit", "--quiet", "--message=by hand")
        try git("-C", clone, "push", "--quiet", "origin", "HEAD:main")
    }

    /// The files of the branch with their content.
    func files(in repository: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for path in try git("-C", repository, "ls-tree", "-r", "--name-only", "main").split(separator: "\n") {
            files[String(path)] = try git("-C", repository, "show", "main:\(path)")
        }
        return files
    }

    func commits(in repository: String) throws -> Int {
        try git("-C", repository, "rev-list", "main").split(separator: "\n").count
    }

    /// Writes an executable script and returns its path.
    func script(_ name: String, _ body: String) throws -> String {
        let path = folder + "/" + name
        // By a child: had this process the file open for writing while another test starts a child, nobody could run it (ETXTBSY).
        let output = try ChildProcess.run(
            executable: "/bin/sh", arguments: ["-c", #"cat >"$0" && chmod 755 "$0""#, path],
            environment: ["PATH": "/usr/bin:/bin"], input: Array("#!/bin/sh\n\(body)\n".utf8), deadline: .seconds(30))
        try #require(output.status.isSuccess)
        return path
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: folder + "/" + name, encoding: .utf8) }
}

extension ManifestTree {
    init(_ files: [String: String]) {
        self.init()
        for (path, content) in files { self[path] = Array(content.utf8) }
    }
}

extension CommitMessage {
    /// The message of a revision.
    static func revision(_ number: Int) -> CommitMessage {
        CommitMessage(
            subject: "tenant acme: create",
            trailers: [
                .init("Tenancy-Revision", "\(number)"), .init("Tenancy-Actor", "uid:0"),
                .init("Tenancy-Reason", "asked for\nTenancy-Tree: forged"),
            ], time: Timestamp(microseconds: Int64(number) * 1_000_000))
    }
}
