// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// What is live and forbids the release of a tenant, by kind and object; and what could not be looked at because nobody is there to ask.
    ///
    /// - Throws: `TenancyError` when somebody who should answer does not: what is not known to be free is not released.
    func blockers(of tenant: Tenant) async throws -> (found: [Blocker], unseen: [String]) {
        var found = try await leaks(of: tenant)
        var unseen: [String] = []
        if let cluster = live.cluster {
            found += try await cluster.occupants(of: tenant)
        } else {
            unseen.append("cluster")
        }
        if let kernel = live.kernel {
            found += try await kernel.occupants(of: tenant, own: try await own(tenant))
        } else {
            unseen.append("kernel")
        }
        return (found.sorted(), unseen)
    }

    func blockers(_ name: TenantName) async throws -> BlockersObject {
        let (found, unseen) = try await blockers(of: try await tenant(name))
        return BlockersObject(tenant: name, found, unseen: unseen)
    }

    /// Refuses to go on while something is in the way, and names it.
    func refuseBlockers(_ name: TenantName) async throws {
        guard let tenant = try await store.tenant(name) else { return }
        let found = try await blockers(of: tenant).found
        guard !found.isEmpty else { return }
        let shown = found.prefix(Self.shownLimit).map { "\($0.kind) \($0.object): \($0.why)" }
        let more = found.count > shown.count ? [" and \(found.count - shown.count) more"] : []
        throw TenancyError(
            .blocked,
            "cannot delete tenant \(name): \(found.count) in the way: " + shown.joined(separator: "; ")
                + more.joined(), field: "name",
            hint: "tenancyctl tenant blockers \(name), or tenancyctl tenant delete \(name) --when-free")
    }

    /// The CIDRs that the tenant has in VRFs of our own, and no other tenant has anywhere.
    private func own(_ tenant: Tenant) async throws -> [Prefix] {
        let others = try await store.snapshot().tenants.filter { $0.name != tenant.name }
            .flatMap(\.networks).flatMap { $0.prefixes(.cidr) }
        return tenant.networks.filter { $0.spec.connectivity == .hostVRF }.flatMap { $0.prefixes(.cidr) }
            .filter { cidr in !others.contains { $0.overlaps(cidr) } }
    }

    /// How many blockers an error names.
    private static let shownLimit = 20

    /// What other networks reach in this tenant's, or it in theirs.
    private func leaks(of tenant: Tenant) async throws -> [Blocker] {
        let keys = Set(tenant.networks.map(\.key))
        return try await store.leaks().filter { keys.contains($0.source) || keys.contains($0.target) }
            .map { leak in
                Blocker(
                    kind: "Leak", object: "\(leak.name)", why: "joins \(leak.source) and \(leak.target)",
                    show: "tenancyctl leak show \(leak.name)", remove: "tenancyctl leak delete \(leak.name)")
            }
    }
}
