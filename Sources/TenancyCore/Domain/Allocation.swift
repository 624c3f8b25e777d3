// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who holds a prefix or number now.
package struct Allocation: Sendable, Equatable {
    package let scope: Scope
    /// The pool that it was taken from; `nil` for a CIDR that the tenant brought.
    package let pool: PoolName?
    package let extent: Extent
    package let tenant: TenantName
    package let network: NetworkKey
    package let role: AllocationRole
    /// Since when, which is the time of the transaction that made it.
    package let since: Timestamp
    package let labels: [String: String]
    /// When it is released, for one that is being drained.
    package let drainingUntil: Timestamp?

    package init(
        scope: Scope, pool: PoolName?, extent: Extent, tenant: TenantName, network: NetworkKey, role: AllocationRole,
        since: Timestamp, labels: [String: String] = [:], drainingUntil: Timestamp? = nil
    ) {
        self.scope = scope
        self.pool = pool
        self.extent = extent
        self.tenant = tenant
        self.network = network
        self.role = role
        self.since = since
        self.labels = labels
        self.drainingUntil = drainingUntil
    }

    /// The extent as a prefix; `nil` for numbers.
    package var prefix: Prefix? {
        if case .numbers = scope { return nil }
        return Prefix(first: IPAddress(bits: extent.first), bits: extent.span.leadingZeroBitCount)
    }

    /// The extent as text: a prefix, a single address without length, or a number.
    package var text: String {
        guard let prefix else { return extent.numberText }
        return prefix.isSingle ? "\(prefix.first)" : "\(prefix)"
    }
}
