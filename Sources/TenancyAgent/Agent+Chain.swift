// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
package import TenancyCore

extension Agent {
    /// Judges how far a tenant has come, by the plan, the executors and the cluster.
    package func chain(of tenant: Tenant) async throws -> Chain {
        let concern = try await concern(tenants: [tenant.name], networks: [])
        let settings = settings.cluster
        let neighborhoods = Neighborhood.all(in: try await store.snapshot())
        return Chain(
            ChainInputs(
                tenant: tenant, wanted: live.wanted(tenant, neighborhoods, settings), settings: settings,
                outbox: try await store.outbox().filter(concern.includes),
                commit: board.commit, view: live.cluster?.view()))
    }

    /// The state of one tenant, with all its items and its chain.
    func status(of name: TenantName) async throws -> StatusObject {
        let tenant = try await tenant(name)
        let revision = try await store.revision()
        let concern = try await concern(tenants: [name], networks: [])
        let items = try await items(where: concern.includes)
        return StatusObject(
            kind: "TenantStatus", tenant: tenant.name.description, revision: revision, tenants: 1, executors: [],
            items: items, chain: ChainObject(try await chain(of: tenant)), departure: tenant.departure?.rawValue)
    }

    /// How often a state that changes all the time is looked at.
    private static let period = Duration.milliseconds(200)

    /// The same as soon as it is another than the one that the caller has seen, or the time is over.
    ///
    /// - Parameter seen: The mark of the state that the caller knows.
    func status(of name: TenantName, beyond seen: String, atMost timeout: Duration) async throws -> StatusObject {
        let end = clock.deadline(timeout)
        while true {
            let rounds = board.rounds.value
            let status = try await status(of: name)
            let left = end.left()
            guard status.chain?.mark == seen, left > .zero, !Task.isCancelled else { return status }
            await board.rounds.wait(beyond: rounds, atMost: left, clock: clock)
            try? await clock.sleep(for: Self.period)
        }
    }

    /// Follows the cluster, and has everybody look who waits for something. Runs until the task is cancelled.
    package func follow() async {
        await live.cluster?.follow { [board] in board.rounds.advance() }
    }

    /// Has the manifests published again as soon as the cluster has let go of what their next revision waits for. Runs until the task is cancelled.
    package func lead() async {
        guard live.cluster != nil, let manifests else { return }
        while !Task.isCancelled {
            let seen = board.rounds.value
            if manifests.takeNews() { wakeups[.manifests]?.advance() }
            await board.rounds.wait(beyond: seen)
            // A burst of news is one look.
            try? await clock.sleep(for: .seconds(1))
        }
    }

    /// What a tenant is handed over, with the state of its BGP sessions when the cluster says it.
    func sheet(of name: TenantName) async throws -> SheetObject {
        let tenant = try await tenant(name)
        let live = live.cluster?.view().all(.bgpSessionState).map(\.detail) ?? []
        var sessions: [String: String] = [:]
        for network in tenant.networks {
            guard let bgp = network.spec.bgp else { continue }
            let states = live.compactMap { detail -> String? in
                guard case .session(network.vrf?.description ?? "", "\(bgp.peer)", let state) = detail else {
                    return nil
                }
                return state
            }
            sessions[network.key.description] = states.min()
        }
        return SheetObject(tenant, sessions: sessions)
    }
}
