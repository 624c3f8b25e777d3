// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
package import TenancyCore

/// Publishes manifests as commits on one branch of a repository on this node, and of its remote when there is one.
///
/// What it wrote is known from the branch's own history, so nothing is lost with this process or with the repository on this node. Each step
/// can be the last: the branch moves in one step at the end, and the next publication starts from what is there.
package actor GitPublisher: ManifestPublisher {
    private let executor = QueueExecutor("git")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    private let repository: GitRepository
    private let upstream: GitUpstream?
    private let pause: @Sendable (Duration) async throws -> Void
    private var isReady = false
    private var published: Published?

    /// What this process last found or made on the branch.
    private struct Published {
        let commit: String
        /// Everything we own, by its path in the repository.
        let files: [String: GitEntry]
        let tree: ManifestTree
    }

    private static let attempts = 5

    /// - Parameter pause: waits between two attempts.
    /// - Throws: `TenancyError` when the folder is not a path inside a repository.
    package init(
        _ settings: GitSettings,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        var settings = settings
        settings.folder = try Self.checked(settings.folder)
        let git = Git(settings)
        repository = GitRepository(git: git)
        upstream = git.remote.map { GitUpstream(git: git, remote: $0) }
        self.pause = pause
    }

    package func publish(_ tree: ManifestTree, message: CommitMessage) async throws -> PublishReport {
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try await pause(.milliseconds(100 << attempt) * Double.random(in: 0.5...1.5)) }
            if let report = try publishOnce(tree, message) { return report }
        }
        throw TenancyError(.gitRaced, "cannot publish to \(place): others were faster \(Self.attempts) times")
    }

    private var place: String {
        let settings = repository.git.settings
        return "branch \(settings.branch) of \(upstream?.remote.url ?? settings.repository)"
    }

    /// Publishes on top of what is there now; `nil` when the branch moved meanwhile.
    private func publishOnce(_ tree: ManifestTree, _ message: CommitMessage) throws -> PublishReport? {
        try prepare()
        let seen = try upstream?.fetch()
        let local = try repository.tip()
        // A new or emptied remote gets the history that is here.
        let tip = seen ?? local
        let owned = try owned(at: tip)
        let desired = try store(tree)
        let publication = Publication(
            desired: desired, owned: owned, present: try tip.map(repository.entries(of:)) ?? [:])
        guard publication.foreign.isEmpty else { throw foreign(publication.foreign) }

        var commit = tip
        if !publication.changes.isEmpty {
            commit = try repository.commit(publication.changes, onto: tip, message: message)
        }
        guard let commit else { throw TenancyError(.invalid, "cannot publish no files to \(place), which is empty") }
        if let upstream, commit != seen, try !upstream.push(commit, over: seen) { return nil }
        if commit != local, try !repository.moveBranch(to: commit, from: local) { return nil }
        if commit != tip { repository.collectGarbage() }
        published = Published(commit: commit, files: desired, tree: tree)
        return PublishReport(
            commit: commit, changed: publication.changes.map(\.path), pushed: upstream == nil ? nil : true)
    }

    private func prepare() throws {
        guard !isReady || !FileSystem.exists(repository.git.settings.repository + "/HEAD") else { return }
        published = nil
        try repository.create()
        isReady = true
    }

    /// What we wrote, as the history up to a commit tells it; read on from where this process left off.
    private func owned(at tip: String?) throws -> [String: GitEntry] {
        guard let tip else {
            published = nil
            return [:]
        }
        if let published, published.commit != tip, try !repository.isAncestor(published.commit, of: tip) {
            self.published = nil
        }
        if let published, published.commit == tip { return published.files }
        var files = published?.files ?? [:]
        for change in try repository.ownChanges(since: published?.commit, upTo: tip) {
            files[change.path] = change.entry
        }
        return files
    }

    /// The entries of a tree by their paths in the repository. What was published last is stored already.
    private func store(_ tree: ManifestTree) throws -> [String: GitEntry] {
        let folder = repository.git.settings.folder
        let paths = tree.paths.map { (inTree: $0, path: folder.isEmpty ? $0 : "\(folder)/\($0)") }
        var entries: [String: GitEntry] = [:]
        for (inTree, path) in paths where published?.tree[inTree] == tree[inTree] {
            entries[path] = published?.files[path]
        }
        let new = paths.filter { entries[$0.path] == nil }
        let ids = try repository.store(new.compactMap { tree[$0.inTree] })
        for ((_, path), id) in zip(new, ids) { entries[path] = GitEntry(blob: id) }
        return entries
    }

    private func foreign(_ paths: [String]) -> TenancyError {
        let shown = paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
        return TenancyError(
            .gitForeign, "cannot publish to \(place): somebody else wrote \(shown)",
            hint: "keep what you need, then remove it from the branch with git rm: tenancyd writes its own files again")
    }

    /// A folder inside a repository, without slashes around it.
    private static func checked(_ folder: String) throws -> String {
        let parts = folder.split(separator: "/")
        for part in parts {
            let isPlain = part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            guard isPlain, ![".", "..", ".git"].contains(part.lowercased()) else {
                throw TenancyError(
                    .invalid, "git.folder: '\(folder)' is not a folder inside a repository", field: "git.folder")
            }
        }
        return parts.joined(separator: "/")
    }
}
