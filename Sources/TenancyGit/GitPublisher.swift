// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
package import TenancyCore

/// Publishes manifests as commits on one branch of a repository on this node, and of its remote when there is one.
///
/// What it wrote is known from the branch's own history, so nothing is lost with this process or with the repository on this node. Each step
/// can be the last: the branch moves in one step at the end, and the next publication starts from what is there.
package actor GitPublisher: ManifestPublisher {
    private let executor: QueueExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    let repository: GitRepository
    let upstream: GitUpstream?
    private let pause: @Sendable (Duration) async throws -> Void
    private let guardian: FileGuard?
    private var isReady = false
    private var published: BranchState?
    private var contents: TreeContents
    private var commits = 0

    private static let attempts = 5

    /// - Parameters:
    ///   - guardian: looks at what is replaced.
    ///   - other: one on the same repository on this node; the two take turns, because git's own locks make one of two fail.
    ///   - pause: waits between two attempts.
    /// - Throws: `TenancyError` when the folder is not a path inside a repository.
    package init(
        _ settings: GitSettings, guardian: FileGuard? = nil, besides other: GitPublisher? = nil,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        var settings = settings
        settings.folder = try Self.checked(settings.folder)
        executor = other?.executor ?? QueueExecutor("git")
        let git = Git(settings)
        repository = GitRepository(git: git)
        upstream = git.remote.map { GitUpstream(git: git, remote: $0) }
        contents = TreeContents(folder: settings.folder)
        self.pause = pause
        self.guardian = guardian
    }

    /// What is published in place of a tree, by how that differs from what is published.
    package typealias Adjustment = @Sendable (ManifestTree, TreeDifference) throws -> ManifestTree

    package func publish(
        _ tree: ManifestTree, message: CommitMessage, options: PublishOptions, adjusting: @escaping Adjustment
    ) async throws -> PublishReport {
        let request = Request(tree: tree, message: message, options: options, adjusting: adjusting)
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try await pause(.milliseconds(100 << attempt) * Double.random(in: 0.5...1.5)) }
            if let report = try publishOnce(request) { return report }
        }
        throw TenancyError(
            .gitRaced, "cannot publish to \(place): others were faster \(Self.attempts) times",
            hint: "it is tried again by itself; see who writes there: git log \(repository.git.settings.branch)")
    }

    package func foreignPaths(beside tree: ManifestTree) async throws -> [String] {
        try prepare()
        let tip = try upstream?.fetch() ?? repository.tip()
        var state = try state(at: tip)
        defer { keep(state, at: tip) }
        contents.take(tree)
        try storePending()
        _ = try proposal(on: tip, &state)
        return Publication(
            paths: Set(contents.files.keys).union(state.owned.keys).sorted(), desired: contents.files,
            owned: state.owned, present: state.present
        ).foreign
    }

    package func published() async throws -> PublishedTree {
        try prepare()
        let tip = try upstream?.fetch() ?? repository.tip()
        let state = try state(at: tip)
        defer { keep(state, at: tip) }
        guard let tip else { return PublishedTree(tree: ManifestTree()) }
        let last = try repository.lastOwnCommit(upTo: tip, naming: "Tenancy-Revision")
        let foreign = state.owned.filter { state.present.entries[$0.key] != $0.value }
            .compactMap { contents.inTree($0.key) }.sorted()
        var tree = state.tree ?? ManifestTree()
        if state.tree == nil || !foreign.isEmpty {
            tree = ManifestTree()
            let ours = state.owned.filter { state.present.entries[$0.key] == $0.value }
            let texts = try repository.contents(of: ours.values.map(\.id))
            for (path, entry) in ours {
                if let path = contents.inTree(path) { tree[path] = texts[entry.id] }
            }
        }
        return PublishedTree(
            tree: tree, foreign: foreign, commit: last?.commit, revision: last.flatMap { Int64($0.value) },
            time: last?.time)
    }

    package func tidy() async {
        guard commits > 0 else { return }
        commits = 0
        repository.collectGarbage()
    }

    var place: String {
        let settings = repository.git.settings
        return "branch \(settings.branch) of \(upstream?.remote.url ?? settings.repository)"
    }

    /// Publishes on top of what is there now; `nil` when the branch moved meanwhile.
    private func publishOnce(_ request: Request) throws -> PublishReport? {
        try prepare()
        let seen = try upstream?.fetch()
        let local = try repository.tip()
        // A new or emptied remote gets the history that is here.
        let tip = seen ?? local
        let lost = try lostCommit(seen: seen, local: local)
        var state = try state(at: tip)
        do {
            guard var report = try publish(request, on: Tips(seen: seen, local: local), &state) else {
                keep(state, at: tip)
                return nil
            }
            report.rewritten = lost
            return report
        } catch {
            // What was read stays true, and the next attempt need not read it again.
            keep(state, at: tip)
            throw error
        }
    }

    /// Where the branch was before: on the remote, and here.
    private struct Tips {
        let seen: String?
        let local: String?
        var tip: String? { seen ?? local }
    }

    /// What is asked for.
    private struct Request {
        let tree: ManifestTree
        let message: CommitMessage
        let options: PublishOptions
        let adjusting: Adjustment
    }

    private func publish(
        _ request: Request, on tips: Tips, _ state: inout BranchState
    ) throws -> PublishReport? {
        let takingOver = request.options.takingOver
        let proposal = try proposal(on: tips.tip, &state)
        let tree = try request.adjusting(request.tree, try difference(of: request.tree, from: state))
        var paths = try take(tree, since: state)
        if let scope = request.options.scope { paths = paths.filter { contents.inTree($0).map(scope) ?? false } }
        func compare() -> Publication {
            Publication(
                paths: paths, desired: contents.files, owned: state.owned, present: state.present,
                takingOver: takingOver)
        }
        var publication = compare()
        if !publication.foreign.isEmpty, !contents.pending.isEmpty {
            // What somebody else wrote may be just what we want: only its id can tell.
            try storePending()
            publication = compare()
        }
        guard takingOver || publication.foreign.isEmpty else { throw foreign(publication.foreign) }

        try check(publication.changes, state.present)
        if request.options.isTrial {
            var report = PublishReport(commit: tips.tip ?? "", changed: publication.changes.map(\.path), pushed: nil)
            report.takenOver = publication.foreign
            keep(state, at: tips.tip)
            return report
        }
        if let proposal, !publication.changes.isEmpty {
            // The copy here follows, or each round would say that history was rewritten.
            if let seen = tips.seen, seen != tips.local { _ = try repository.moveBranch(to: seen, from: tips.local) }
            var report = try propose(publication.changes, onto: tips.tip, over: proposal, request.message)
            report?.takenOver = publication.foreign
            keep(state, at: tips.tip)
            return report
        }
        guard let commit = try land(&publication, request.message, on: tips) else { return nil }
        for path in paths { state.owned[path] = contents.files[path] }
        state.present.apply(publication.changes)
        state.commit = commit
        // Elsewhere the branch may have something else.
        state.tree = request.options.scope == nil ? tree : nil
        state.version = contents.version
        published = state
        var report = PublishReport(
            commit: commit, changed: publication.changes.map(\.path), pushed: upstream == nil ? nil : true)
        report.takenOver = publication.foreign
        return report
    }

    /// Makes the changes a commit and moves the branch to it, there and here; `nil` when somebody else moved it meanwhile.
    private func land(
        _ publication: inout Publication, _ message: CommitMessage, on tips: Tips
    ) throws -> String? {
        var commit = tips.tip
        if !publication.changes.isEmpty {
            commit = try write(&publication.changes, onto: tips.tip, message)
        }
        guard let commit else { throw TenancyError(.invalid, "cannot publish no files to \(place), which is empty") }
        if let upstream, commit != tips.seen, try !upstream.push(commit, over: tips.seen) { return nil }
        if commit != tips.local, try !repository.moveBranch(to: commit, from: tips.local) { return nil }
        return commit
    }

    /// Makes a commit, after which nothing of its changes is pending.
    private func write(
        _ changes: inout [GitChange], onto tip: String?, _ message: CommitMessage
    ) throws -> String {
        let (commit, stored) = try repository.commit(
            changes, pending: contents.pending, onto: tip, message: message)
        contents.note(stored)
        changes = changes.map { $0.entry == .pending ? GitChange(path: $0.path, entry: contents.files[$0.path]) : $0 }
        commits += 1
        return commit
    }

    private func prepare() throws {
        guard !isReady || !FileSystem.exists(repository.git.settings.repository + "/HEAD") else { return }
        published = nil
        contents = TreeContents(folder: repository.git.settings.folder)
        try repository.create()
        isReady = true
    }

    /// The commit of ours that somebody took off the branch, kept for people to look at; `nil` when history only grew.
    private func lostCommit(seen: String?, local: String?) throws -> String? {
        let known = seen == nil ? published?.commit : local
        guard let known, let tip = seen ?? local, known != tip, try !repository.isAncestor(known, of: tip) else {
            return nil
        }
        try repository.keep(known)
        return known
    }

    private func keep(_ state: BranchState, at tip: String?) {
        if tip != nil { published = state }
    }

    /// What is on the branch and what of it we wrote, as its history tells it; read on from where this process left off.
    private func state(at tip: String?) throws -> BranchState {
        guard let tip else {
            published = nil
            return BranchState(commit: "", owned: [:], present: GitListing(), tree: ManifestTree())
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
        return BranchState(commit: tip, owned: owned, present: GitListing(try repository.entries(of: tip)), tree: nil)
    }

    /// Makes `contents` those of a tree.
    ///
    /// - Returns: the paths in the repository at which the branch may differ from it. What differs from the tree that is there is written
    ///   with the commit; without such a tree it is stored at once, because only ids tell what differs.
    private func take(_ tree: ManifestTree, since state: BranchState) throws -> [String] {
        let version = contents.version
        let changed = contents.take(tree)
        guard let old = state.tree else {
            try storePending()
            return Set(contents.files.keys).union(state.owned.keys).sorted()
        }
        return (version == state.version ? changed : tree.paths(changedSince: old)).map(contents.path)
    }

    /// How a tree differs from what is published of ours; without what somebody else changed.
    private func difference(of tree: ManifestTree, from state: BranchState) throws -> TreeDifference {
        func isOurs(_ path: String) -> Bool {
            state.owned[path].map { $0 == state.present.entries[path] } ?? false
        }
        if let old = state.tree {
            let paths = tree.paths(changedSince: old)
            return TreeDifference(
                published: Dictionary(
                    uniqueKeysWithValues: paths.compactMap { path in
                        isOurs(contents.path(path)) ? old[path].map { (path, $0) } : nil
                    }),
                added: Set(paths.filter { old[$0] == nil }))
        }
        contents.take(tree)
        try storePending()
        let ids = Dictionary(
            uniqueKeysWithValues: state.owned.compactMap { path, entry in
                isOurs(path) && contents.files[path] != entry ? (path, entry.id) : nil
            })
        let texts = try repository.contents(of: Array(ids.values))
        let published = Dictionary(
            uniqueKeysWithValues: ids.compactMap { path, id in
                contents.inTree(path).flatMap { path in texts[id].map { (path, $0) } }
            })
        return TreeDifference(
            published: published,
            added: Set(contents.files.keys.filter { state.owned[$0] == nil }.compactMap(contents.inTree)))
    }

    private func storePending() throws {
        let new = contents.pending.sorted { $0.key < $1.key }
        contents.note(Dictionary(uniqueKeysWithValues: zip(new.map(\.key), try repository.store(new.map(\.value)))))
    }

    // MARK: Proposals

    private struct Proposal {
        /// Where the branch is on the remote, or here when there is none.
        let tip: String?
        let branch: String
    }

    /// The branch of our own that people merge, when changes are proposed. What we proposed last and has arrived is ours, however it was
    /// merged.
    private func proposal(on tip: String?, _ state: inout BranchState) throws -> Proposal? {
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
        var changes = changes
        let commit = try write(&changes, onto: tip, message)
        func report(_ commit: String, _ changed: [String]) -> PublishReport {
            var report = PublishReport(commit: commit, changed: changed, pushed: upstream == nil ? nil : true)
            report.proposal = branch
            return report
        }
        if let proposed = proposal.tip, try repository.isSame(commit, proposed) { return report(proposed, []) }
        if let upstream, try !upstream.push(commit, over: proposal.tip, branch: branch, byForce: true) { return nil }
        guard try repository.moveBranch(branch, to: commit, from: repository.tip(of: branch)) else { return nil }
        return report(commit, changes.map(\.path))
    }

    /// Refuses a change of a file that would be published in vain.
    private func check(_ changes: [GitChange], _ present: GitListing) throws {
        guard let guardian else { return }
        for change in changes where guardian.concerns(change.path) {
            guard let old = present.entries[change.path], let entry = change.entry else { continue }
            let new = try contents.pending[change.path] ?? repository.content(of: entry)
            guard let reason = guardian.objection(change.path, try repository.content(of: old), new) else { continue }
            throw TenancyError(
                .gitFixed,
                "cannot publish to \(place): \(change.path) is published with another \(reason), which cannot change",
                hint:
                    "take the change of the configuration back; or put another network beside it (tenancyctl network create), move the workload there, and delete this one (tenancyctl network delete)"
            )
        }
    }

    private func foreign(_ paths: [String]) -> TenancyError {
        let shown = paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
        return TenancyError(
            .gitForeign, "cannot publish to \(place): somebody else wrote \(shown)",
            hint: "keep what you need, then: tenancyctl manifests publish --take-over")
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
