// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

extension Agent {
    /// How the cluster differs from the plan; nothing where there is none to look at.
    func clusterDifferences(from snapshot: PlanSnapshot) async throws -> [ClusterDifference] {
        guard let view = live.cluster?.view() else { return [] }
        let open = Set(
            try await store.outbox().filter { $0.target == .manifests && ($0.isPending || $0.error != nil) }
                .map(\.object))
        let settings = settings.cluster
        let published = snapshot.tenants.filter { !open.contains($0.name.description) }
        let neighborhoods = Neighborhood.all(in: snapshot)
        let wanted = Dictionary(
            uniqueKeysWithValues: published.map { ($0.name, live.wanted($0, neighborhoods, settings)) })
        return ClusterDifference.all(wanted: wanted, tenants: Set(snapshot.tenants.map(\.name)), in: view)
    }
}
