// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
package import TenancyCore

/// Requests as files on one branch of a repository; the answers are on another, so that a protected branch stays the people's.
package actor GitRequests: RequestSource {
    private let executor = QueueExecutor("git requests")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    private let folder: String
    private let repository: GitRepository
    private let upstream: GitUpstream?
    private let answerBranch: String
    private let publisher: GitPublisher

    private static let fileLimit = 20_000

    /// - Parameters:
    ///   - settings: the repository, its branch and its folder; without a remote the repository itself is read.
    ///   - answerBranch: the branch of the answers.
    package init(_ settings: GitSettings, answerBranch: String) throws {
        folder = settings.folder.split(separator: "/").joined(separator: "/")
        let git = Git(settings)
        repository = GitRepository(git: git)
        upstream = git.remote.map { GitUpstream(git: git, remote: $0) }
        self.answerBranch = answerBranch
        var answers = settings
        answers.branch = answerBranch
        answers.folder = ""
        answers.proposalBranch = nil
        publisher = try GitPublisher(answers)
    }

    package func read() async throws -> RequestInbox {
        if !FileSystem.exists(repository.git.settings.repository + "/HEAD") { try repository.create() }
        guard let tip = try upstream.map({ try $0.fetch() }) ?? repository.tip() else {
            throw TenancyError(
                .gitUnavailable, "there is no branch \(repository.git.settings.branch) with requests",
                hint: "git ls-remote \(upstream?.remote.url ?? repository.git.settings.repository)")
        }
        if repository.git.settings.allowedSigners != nil { try repository.accept(tip) }
        let prefix = folder.isEmpty ? "" : folder + "/"
        let paths = try repository.entries(of: tip).filter { path, entry in
            path.hasPrefix(prefix) && entry.mode.hasPrefix("100") && [".yaml", ".yml"].contains(where: path.hasSuffix)
        }
        guard paths.count <= Self.fileLimit else {
            throw TenancyError(.invalid, "there are \(paths.count) files with requests; \(Self.fileLimit) are read")
        }
        let contents = try repository.contents(of: paths.values.map(\.id))
        let files = paths.compactMap { path, entry in
            contents[entry.id].map {
                RequestInbox.File(path: String(path.dropFirst(prefix.count)), id: entry.id, content: $0)
            }
        }
        return RequestInbox(origin: tip, files: files, answers: try answers())
    }

    package func answer(_ answers: ManifestTree, message: CommitMessage) async throws {
        // The branch is ours: whatever stands there is replaced, never with force.
        _ = try await publisher.publish(answers, message: message, takingOver: true)
        await publisher.tidy()
    }

    private func answers() throws -> [String: [UInt8]] {
        guard let tip = try upstream.map({ try $0.fetch(branch: answerBranch) }) ?? repository.tip(of: answerBranch)
        else { return [:] }
        let entries = try repository.entries(of: tip)
        let contents = try repository.contents(of: entries.values.map(\.id))
        return entries.compactMapValues { contents[$0.id] }
    }
}

extension GitRepository {
    /// The contents of files, by id.
    func contents(of ids: [String]) throws -> [String: [UInt8]] {
        guard !ids.isEmpty else { return [:] }
        let input = Array(Set(ids).sorted().joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        let output = try git.run("read files of \(git.settings.repository)", ["cat-file", "--batch"], input: input)
        var contents: [String: [UInt8]] = [:]
        var rest = output[...]
        // id SP type SP size LF content LF
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let fields = rest[..<end].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            rest = rest[(end + 1)...]
            guard fields.count == 3, let size = Int(fields[2]), size < rest.count else { break }
            contents[fields[0]] = Array(rest.prefix(size))
            rest = rest.dropFirst(size + 1)
        }
        return contents
    }
}
