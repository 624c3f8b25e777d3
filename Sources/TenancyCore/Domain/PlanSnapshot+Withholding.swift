// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension PlanSnapshot {
    /// The plan as it would be if tenants did not have these public addresses yet.
    package func withholding(_ addresses: [TenantName: Set<IPAddress>]) -> PlanSnapshot {
        guard !addresses.isEmpty else { return self }
        let tenants = tenants.map { tenant in addresses[tenant.name].map(tenant.without) ?? tenant }
        return PlanSnapshot(revision: revision, tenants: tenants, leaks: leaks)
    }
}

extension Tenant {
    private static let roles: Set<AllocationRole> = [.loadBalancer, .floating, .egress]

    fileprivate func without(_ addresses: Set<IPAddress>) -> Tenant {
        let networks = networks.map { network in
            Network(
                key: network.key, tenant: network.tenant, spec: network.spec,
                allocations: network.allocations.filter {
                    !Self.roles.contains($0.role) || $0.prefix.map { !addresses.contains($0.first) } ?? true
                })
        }
        return Tenant(
            name: name, labels: labels, created: created, drainingUntil: drainingUntil, departure: departure,
            quotas: quotas, networks: networks)
    }
}
