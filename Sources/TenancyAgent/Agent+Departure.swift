// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Brings tenants out that go when nothing is in the way: draining, withdrawing, removing, released.
///
/// Where a tenant is stands in the plan, so that whoever looks next goes on from there. Each stage is left only when it is proved over: nothing live is in the way,
/// what should be gone from the cluster is gone. Where no cluster is to be asked, a stage lasts a fixed time after it was published.
extension Agent {
    /// Takes each tenant that is on its way out one stage further, if it can go. A tenant that cannot does not hold up the others.
    ///
    /// - Returns: what kept a tenant whose state could not be known, by name.
    package func advanceDepartures() async throws -> [(tenant: TenantName, error: TenancyError)] {
        var failures: [(tenant: TenantName, error: TenancyError)] = []
        for tenant in try await store.snapshot().tenants where tenant.departure != nil {
            do {
                try await advance(tenant)
            } catch let error as TenancyError {
                failures.append((tenant.name, error))
            }
        }
        return failures
    }

    private func advance(_ tenant: Tenant) async throws {
        guard let stage = tenant.departure, try await isOver(stage, of: tenant) else { return }
        let context = RequestContext(
            actor: "tenancyd", via: "daemon", reason: "nothing is in the way after \(stage.rawValue)", now: now())
        let command: Command = stage.next.map { .departTenant(tenant.name, $0) } ?? .deleteTenant(tenant.name)
        _ = try await execute(command, context, dryRun: false)
    }

    /// Whether a stage is proved to be over.
    private func isOver(_ stage: Departure, of tenant: Tenant) async throws -> Bool {
        if stage == .draining { return try await blockers(of: tenant).found.isEmpty }
        let items = try await store.outbox().filter {
            $0.target == .manifests && $0.object == tenant.name.description
        }
        guard items.allSatisfy({ !$0.isPending && $0.error == nil }) else { return false }
        let gone = departed(tenant, at: stage, Neighborhood.all(in: try await store.snapshot()))
        guard !gone.isEmpty else { return true }
        guard let view = live.cluster?.view() else { return try await hasRested(tenant) }
        guard view.isComplete, view.failure == nil else { return false }
        return gone.allSatisfy { view[$0] == nil }
    }

    /// The objects that a stage takes out of the cluster, without those that others want as well.
    private func departed(
        _ tenant: Tenant, at stage: Departure, _ neighborhoods: [NetworkKey: Neighborhood]
    ) -> [ObjectIdentity] {
        let settings = settings.cluster
        let all = live.wanted(tenant.at(nil), neighborhoods, settings).map(\.identity)
        let kept = Set(live.wanted(tenant.at(stage), neighborhoods, settings).map(\.identity))
        return all.filter { !kept.contains($0) && !$0.isShared }
    }

    /// Whether the last change of the tenant is long enough ago for a cluster that nobody can ask.
    private func hasRested(_ tenant: Tenant) async throws -> Bool {
        guard let last = try await store.journal(JournalFilter(limit: 1, tenant: tenant.name)).first else {
            return false
        }
        return last.at + live.unconfirmedDelay <= now()
    }
}

extension Tenant {
    /// The same at another stage of its way out.
    fileprivate func at(_ stage: Departure?) -> Tenant {
        Tenant(
            name: name, labels: labels, created: created, drainingUntil: drainingUntil, departure: stage,
            quotas: quotas, networks: networks)
    }
}

extension ObjectIdentity {
    /// Whether several tenants may want it: the peers of networks without a VRF.
    fileprivate var isShared: Bool { kind == .bgpPeer && name.hasPrefix("peer-") }
}
