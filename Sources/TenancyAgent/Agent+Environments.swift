// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// Environments: paths of the repository that have the same manifests one after the other.
///
/// The first is what the plan is published to. Another one gets what is published in one before it, byte for byte, when somebody asks for it. The branch is all that
/// is remembered of that.
extension Agent {
    /// What each environment has, and how it differs from the one before.
    func environments() async throws -> ObjectList<EnvironmentObject> {
        var items: [EnvironmentObject] = []
        var before: ManifestTree?
        for environment in settings.cluster.gitOps.environments {
            let published = try await publisher(of: environment).publisher.published()
            items.append(
                EnvironmentObject(
                    environment, published, behind: before.map { Self.differences(published.tree, from: $0) }))
            before = published.tree
        }
        return ObjectList(kind: "EnvironmentList", items: items)
    }

    /// Brings what is published in one environment to another one, as far as its cluster can take it at once.
    ///
    /// - Parameters:
    ///   - tenant: Of whom; `nil` for everything.
    ///   - source: Where it is published; `nil` for the environment before.
    /// - Throws: `TenancyError` with code `promotion.not-ready` when what shall be promoted is not proved to work where it is.
    func promote(
        _ tenant: TenantName?, from source: EnvironmentName?, to target: EnvironmentName, _ context: RequestContext,
        options: PublishOptions
    ) async throws -> PromotionObject {
        let (source, target) = try places(from: source, to: target)
        guard tenant == nil || target.proposalBranch == nil else {
            throw TenancyError(
                .unsupported,
                "environment \(target.name) is promoted to by the proposal on branch \(target.proposalBranch ?? ""), of which there is one, for everything",
                field: "tenant", hint: "tenancyctl manifests promote --to \(target.name)")
        }
        let isFirst = source.name == settings.cluster.gitOps.environments.first?.name
        let settled = isFirst ? try await settled(tenant) : []
        let published = try await publisher(of: source).publisher.published()
        let folder = tenant.map { "tenants/\($0)/" }
        let foreign = published.foreign.filter { path in
            !Self.isLocal(path) && (folder.map { path.hasPrefix($0) || !path.hasPrefix("tenants/") } ?? true)
        }
        if let path = foreign.first {
            throw notReady(
                source, "somebody else wrote \(path)", hint: "tenancyctl drift; then tenancyctl manifests publish")
        }
        guard let commit = published.commit else { throw notReady(source, "nothing is published there", hint: nil) }
        if isFirst, try await self.settled(tenant) != settled {
            throw notReady(source, "it was changed while it was looked at", hint: "the same command again")
        }
        if let tenant, published.tree[folder: "tenants/\(tenant)"].isEmpty {
            let there = try await publisher(of: target).publisher.published().tree
            guard !there[folder: "tenants/\(tenant)"].isEmpty else {
                throw TenancyError(
                    .notFound, "neither \(source.name) nor \(target.name) has manifests of tenant \(tenant)",
                    field: "tenant", hint: "tenancyctl manifests environments")
            }
        }
        var trailers = [CommitMessage.Trailer("Tenancy-Revision", "\(published.revision ?? 0)")]
        trailers.append(.init("Tenancy-Promoted", "\(source.name) \(commit)"))
        trailers.append(.init("Tenancy-Actor", context.actor))
        if !context.reason.isEmpty { trailers.append(.init("Tenancy-Reason", context.reason)) }
        let what = tenant.map { "tenant \($0) of revision" } ?? "revision"
        let message = CommitMessage(
            subject: "promote \(what) \(published.revision ?? 0) from \(source.name) to \(target.name)",
            trailers: trailers, time: context.now)
        var options = options
        if let folder {
            options.scope = { path in
                path.hasPrefix(folder) || path.hasPrefix("platform/") || path == "tenants/kustomization.yaml"
            }
        }
        // When what is proposed arrived, its commit does not say.
        if target.proposalBranch == nil, let time = try await publisher(of: target).publisher.published().time {
            try publisher(of: target).noteLastCommit(at: time)
        }
        let (report, waits) = try await publisher(of: target).publish(
            promoted(published.tree, tenant), message: message, options: options)
        return PromotionObject(
            from: source, to: target, tenant: tenant, published, report, waits: waits, isTrial: options.isTrial)
    }

    /// The tree as another environment has it: without what is for people, with files that cannot come yet as they are there.
    private func promoted(_ tree: ManifestTree, _ tenant: TenantName?) -> PhasedSource {
        var part = tree
        for folder in tree.folderPaths where Self.isLocal(folder + "/") { part[folder: folder] = [:] }
        return PhasedSource(
            tree: part, snapshot: nil,
            selecting: { [phases] tree, difference in
                guard let tenant, let phases else { return PhasedSource.Part(tree: tree, difference: difference) }
                let part = phases.promoting(tenant, of: tree, difference)
                return PhasedSource.Part(tree: part.tree, difference: part.difference, occupied: part.occupied)
            },
            withholding: { [phases] part, held in
                (phases?.keeping(Set(held.values), in: part.tree, part.difference) ?? part.tree, nil)
            })
    }

    /// Whether a path is the first environment's alone: what a person applies once.
    private static func isLocal(_ path: String) -> Bool { path.hasPrefix("bootstrap/") }

    /// The tenants whose manifests differ between two trees, and `platform` when what they share does; in order.
    private static func differences(_ tree: ManifestTree, from other: ManifestTree) -> [String] {
        let names = tree.paths(changedSince: other).compactMap { path -> String? in
            let parts = path.split(separator: "/")
            guard parts.count == 3, parts[0] == "tenants" else { return parts[0] == "platform" ? "platform" : nil }
            return String(parts[1])
        }
        return Set(names).sorted()
    }

    /// Two environments, the second above the first.
    private func places(
        from source: EnvironmentName?, to target: EnvironmentName
    ) throws -> (GitOpsEnvironment, GitOpsEnvironment) {
        let all = settings.cluster.gitOps.environments
        func index(_ name: EnvironmentName, _ field: String) throws -> Int {
            guard let index = all.firstIndex(where: { $0.name == name }) else {
                let known =
                    all.isEmpty ? "there are none" : "there are \(all.map(\.name.description).joined(separator: ", "))"
                throw TenancyError(
                    .notFound, "no environment \(name): \(known)", field: field,
                    hint: "gitops.environments in the configuration")
            }
            return index
        }
        let upper = try index(target, "to")
        let lower = try source.map { try index($0, "from") } ?? upper - 1
        guard lower >= 0 else {
            throw TenancyError(
                .unsupported, "environment \(target) is the first: the plan itself is published to it", field: "to",
                hint: "tenancyctl manifests publish")
        }
        guard lower < upper else {
            throw TenancyError(
                .unsupported, "environment \(all[lower].name) does not come before \(target)", field: "from",
                hint: "tenancyctl manifests environments")
        }
        return (all[lower], all[upper])
    }

    private func publisher(of environment: GitOpsEnvironment) throws -> PhasedPublisher {
        let isFirst = environment.name == settings.cluster.gitOps.environments.first?.name
        guard let publisher = isFirst ? manifests : promotions[environment.name] else {
            throw TenancyError(
                .notFound, "environment \(environment.name) is not open yet", hint: "systemctl restart tenancyd")
        }
        return publisher
    }

    /// Proves that tenants are published and, where a cluster is read, live.
    ///
    /// - Returns: what is proved, to see that it does not change.
    private func settled(_ name: TenantName?) async throws -> [OutboxItem] {
        guard let first = settings.cluster.gitOps.environments.first else { return [] }
        let outbox = try await store.outbox()
        let items = outbox.filter { $0.target == .manifests && (name == nil || $0.object == name?.description) }
        if let open = items.first(where: { $0.isPending || $0.error != nil }) {
            let why = open.error ?? open.proposed ?? "it is pending"
            throw notReady(
                first, "tenant \(open.object) is not published: \(why)", hint: "tenancyctl tenant status \(open.object)"
            )
        }
        guard let view = live.cluster?.view() else { return items }
        let byObject = Dictionary(grouping: outbox, by: \.object)
        let snapshot = try await store.snapshot()
        let neighborhoods = Neighborhood.all(in: snapshot)
        for tenant in snapshot.tenants
        where tenant.departure == nil && (name == nil || tenant.name == name) {
            let objects = [tenant.name.description] + tenant.networks.map { $0.key.description }
            let chain = Chain(
                ChainInputs(
                    tenant: tenant, wanted: live.wanted(tenant, neighborhoods, settings.cluster),
                    settings: settings.cluster, outbox: objects.flatMap { byObject[$0] ?? [] }, commit: board.commit,
                    view: view))
            guard let broken = chain.links.first(where: { $0.state != .done }) else { continue }
            throw notReady(
                first, "tenant \(tenant.name) is not live: \(broken.stage.rawValue): \(broken.message)",
                hint: "tenancyctl tenant status \(tenant.name)")
        }
        return items
    }

    private func notReady(_ environment: GitOpsEnvironment, _ why: String, hint: String?) -> TenancyError {
        TenancyError(
            .promotionNotReady, "cannot promote from environment \(environment.name): \(why)", hint: hint)
    }
}
