// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Who holds a prefix or number.
package struct AllocationObject: Sendable, Equatable, Codable {
    /// The prefix, the single address, or the number.
    package let value: String
    package let tenant: String
    package let network: String
    /// `cidr`, `load-balancer`, `floating`, `reserved`, `egress`, `transit`, `vlan`, `table` or `vni`.
    package let role: String
    package let scope: String
    /// Absent for what the tenant brought.
    package let pool: String?
    package let since: String
    package let labels: [String: String]?
    /// When it is released, for one that is being drained.
    package let drainingUntil: String?

    /// The allocation as the API shows it.
    package init(_ allocation: Allocation) {
        value = allocation.text
        tenant = allocation.tenant.description
        network = allocation.network.description
        role = allocation.role.rawValue
        scope = allocation.scope.name
        pool = allocation.pool?.description
        since = allocation.since.description
        labels = allocation.labels.isEmpty ? nil : allocation.labels
        drainingUntil = allocation.drainingUntil?.description
    }
}
