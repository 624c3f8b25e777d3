// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Single values that a tenant shall get: all of them, or none.
package struct AddressRequestObject: Sendable, Equatable, Codable {
    package var tenant: String
    /// The tenant's only network when absent.
    package var network: String?
    /// `load-balancer`, `floating`, `reserved` or `vni`.
    package var role: String
    /// `ipv4`, `ipv6` or `dual` for both; when absent that of the pools or addresses, or else `ipv4`.
    package var family: String?
    /// Where they are taken from, at most one pool of each family.
    package var pools: [String]?
    /// The only one of `pools`, for requests that name one.
    package var pool: String?
    /// The wanted addresses or numbers.
    package var addresses: [String]?
    /// Whether the next free one will do for a wanted one that cannot be had.
    package var orNext: Bool?
    /// How many of each family, when none is named; 1 when absent.
    package var count: Int?
    package var labels: [String: String]?
    /// Whether another tenant's quarantine is no obstacle; it needs a reason.
    package var allowQuarantined: Bool?

    package init(tenant: String, role: String) {
        self.tenant = tenant
        self.role = role
    }
}
