// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A customer.
package struct Tenant: Sendable, Equatable {
    package let name: TenantName
    package let labels: [String: String]
    package let created: Timestamp
    /// Sorted by key.
    package let networks: [Network]

    package init(name: TenantName, labels: [String: String], created: Timestamp, networks: [Network]) {
        self.name = name
        self.labels = labels
        self.created = created
        self.networks = networks.sorted { $0.key < $1.key }
    }
}
