// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A tenant as far as an allocation depends on it.
package struct TenantAccount: Sendable, Equatable {
    package let name: TenantName
    /// When it is deleted, for one that is being drained.
    package let drainingUntil: Timestamp?
    /// Sorted by resource.
    package let quotas: [Quota]
    /// Sorted.
    package let networks: [NetworkKey]

    package init(name: TenantName, drainingUntil: Timestamp?, quotas: [Quota], networks: [NetworkKey]) {
        self.name = name
        self.drainingUntil = drainingUntil
        self.quotas = quotas
        self.networks = networks
    }
}

extension TenantAccount {
    package init(_ tenant: Tenant) {
        self.init(
            name: tenant.name, drainingUntil: tenant.drainingUntil, quotas: tenant.quotas,
            networks: tenant.networks.map(\.key))
    }
}
