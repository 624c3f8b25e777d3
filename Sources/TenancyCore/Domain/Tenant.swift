// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A customer.
package struct Tenant: Sendable, Equatable {
    package let name: TenantName
    package let labels: [String: String]
    package let created: Timestamp
    /// When it is deleted, for one that is being drained.
    package let drainingUntil: Timestamp?
    /// How far it is on its way out, for one that goes when nothing is in the way.
    package let departure: Departure?
    /// Sorted by resource; one that is not there is neither used nor limited.
    package let quotas: [Quota]
    /// Sorted by key.
    package let networks: [Network]

    package init(
        name: TenantName, labels: [String: String], created: Timestamp, drainingUntil: Timestamp? = nil,
        departure: Departure? = nil, quotas: [Quota] = [], networks: [Network]
    ) {
        self.name = name
        self.labels = labels
        self.created = created
        self.drainingUntil = drainingUntil
        self.departure = departure
        self.quotas = quotas.sorted { $0.resource.rawValue < $1.resource.rawValue }
        self.networks = networks.sorted { $0.key < $1.key }
    }
}
