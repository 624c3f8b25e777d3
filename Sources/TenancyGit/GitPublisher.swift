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
    /// What the repository holds of a tree, whether that was published or not.
    private var stored = (tree: ManifestTree(), files: [String: GitEntry]())

    /// What this process last found or made on the branch.
    private struct Published {
        var commit: String
        /// Everything we own, by its path in the repository.
        var owned: [String: GitEntry]
        /// Everything on the branch.
        var present: GitListing
        /// The tree that is there, so that only what differs from it is looked at; `nil` when it is another one.
        var tree: ManifestTree?
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
        var state = try state(at: tip)
        do {
            if let report = try publish(tree, message, on: tip, seen: seen, local: local, &state) { return report }
            if tip != nil { published = state }
            return nil
        } catch {
            // What was read stays true, and the next attempt need not read it again.
            if tip != nil { published = state }
            throw error
        }
    }

    private func publish(
        _ tree: ManifestTree, _ message: CommitMessage, on tip: String?, seen: String?, local: String?,
        _ state: inout Published
    ) throws -> PublishReport? {
        let paths = try store(tree, since: state.tree) ?? Set(stored.files.keys).union(state.owned.keys).sorted()
        let proposal = try proposal(on: tip, &state)
        let publication = Publication(
            paths: paths, desired: stored.files, owned: state.owned, present: state.present)
        guard publication.foreign.isEmpty else { throw foreign(publication.foreign) }

        if let proposal, !publication.changes.isEmpty {
            let report = try propose(publication.changes, onto: tip, over: proposal, message)
            if tip != nil { published = state }
            return report
        }
        var commit = tip
        if !publication.changes.isEmpty {
            commit = try repository.commit(publication.changes, onto: tip, message: message)
        }
        guard let commit else { throw TenancyError(.invalid, "cannot publish no files to \(place), which is empty") }
        if let upstream, commit != seen, try !upstream.push(commit, over: seen) { return nil }
        if commit != local, try !repository.moveBranch(to: commit, from: local) { return nil }
        if commit != tip { repository.collectGarbage() }
        for path in paths { state.owned[path] = stored.files[path] }
        state.present.apply(publication.changes)
        state.commit = commit
        state.tree = tree
        published = state
        return PublishReport(
            commit: commit, changed: publication.changes.map(\.path), pushed: upstream == nil ? nil : true)
    }

    private func prepare() throws {
        guard !isReady || !FileSystem.exists(repository.git.settings.repository + "/HEAD") else { return }
        published = nil
        stored = (ManifestTree(), [:])
        try repository.create()
        isReady = true
    }

    /// What is on the branch and what of it we wrote, as its history tells it; read on from where this process left off.
    private func state(at tip: String?) throws -> Published {
        guard let tip else {
            published = nil
            return Published(commit: "", owned: [:], present: GitListing(), tree: ManifestTree())
        }
        if let published, published.commit != tip, try !repository.isAncestor(published.commit, of: tip) {
            self.published = nil
        }
        if let published, published.commit == tip {
            self.published = nil
            return published
        }
        var owned = published?.owned ?? [:]
        for change in try repository.ownChanges(since: published?.commit, upTo: tip) {
            owned[change.path] = change.entry
        }
        return Published(
            commit: tip, owned: owned, present: GitListing(try repository.entries(of: tip)), tree: nil)
    }

    /// Stores what the repository does not have of a tree yet.
    ///
    /// - Returns: the paths in the repository that differ from another tree; `nil` when there is none to compare with.
    private func store(_ tree: ManifestTree, since old: ManifestTree?) throws -> [String]? {
        let folder = repository.git.settings.folder
        let path = { (inTree: String) in folder.isEmpty ? inTree : "\(folder)/\(inTree)" }
        let changed = tree.paths(changedSince: stored.tree)
        let new = changed.compactMap { inTree in tree[inTree].map { (path: path(inTree), content: $0) } }
        let ids = try repository.store(new.map(\.content))
        for inTree in changed where tree[inTree] == nil { stored.files[path(inTree)] = nil }
        for ((path, _), id) in zip(new, ids) { stored.files[path] = GitEntry(blob: id) }
        stored.tree = tree
        return old.map { tree.paths(changedSince: $0).map(path) }
    }

    // MARK: Proposals

    private struct Proposal {
        /// Where the branch is on the remote, or here when there is none.
        let tip: String?
        let branch: String
    }

    /// The branch of our own that people merge, when changes are proposed. What we proposed last and has arrived is ours, however it was
    /// merged.
    private func proposal(on tip: String?, _ state: inout Published) throws -> Proposal? {
        guard let branch = repository.git.settings.proposalBranch else { return nil }
        let local = try repository.tip(of: branch)
        let remote = try upstream?.fetch(branch: branch)
        if let proposed = remote ?? local {
            for change in try repository.ownChanges(since: tip, upTo: proposed)
            where change.entry != nil && state.present.entries[change.path] == change.entry {
                state.owned[change.path] = change.entry
            }
        }
        return Proposal(tip: upstream == nil ? local : remote, branch: branch)
    }

    /// Makes the proposal one commit on top of the branch. It replaces the one before, by force: the branch is ours alone.
    private func propose(
        _ changes: [GitChange], onto tip: String?, over proposal: Proposal, _ message: CommitMessage
    ) throws -> PublishReport? {
        let branch = proposal.branch
        let commit = try repository.commit(changes, onto: tip, message: message)
        if let proposed = proposal.tip, try repository.isSame(commit, proposed) {
            return PublishReport(commit: proposed, changed: [], pushed: upstream == nil ? nil : true)
        }
        if let upstream, try !upstream.push(commit, over: proposal.tip, branch: branch, byForce: true) { return nil }
        guard try repository.moveBranch(branch, to: commit, from: repository.tip(of: branch)) else { return nil }
        return PublishReport(
            commit: commit, changed: changes.map(\.path), pushed: upstream == nil ? nil : true)
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
