// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Single values that a tenant shall get: all of them, or none.
package struct AddressRequest: Sendable, Equatable {
    package var tenant: TenantName
    /// The network it is for; `nil` for the tenant's only one.
    package var network: NetworkKey?
    package var role: AllocationRole
    /// Of which families; without any those of the named pools or values, or else IPv4.
    package var families: Set<AddressFamily> = []
    /// Where they are taken from, at most one pool of each family; the only one there is when none is named.
    package var pools: [PoolName] = []
    /// The wanted values; more than one only when each is named.
    package var values: [UInt128] = []
    /// Whether the next free value will do for a wanted one that cannot be had.
    package var orNext = false
    /// How many of each family, when none is named.
    package var count = 1
    package var labels: [String: String] = [:]
    /// Whether a value may be taken out of another tenant's quarantine. It needs a reason.
    package var allowsQuarantined = false

    package init(tenant: TenantName, role: AllocationRole, families: Set<AddressFamily> = []) {
        self.tenant = tenant
        self.role = role
        self.families = families
    }
}
