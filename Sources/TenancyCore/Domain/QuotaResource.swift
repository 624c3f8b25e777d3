// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Something that a tenant may have a limited amount of.
package enum QuotaResource: String, Sendable, Codable, CaseIterable, Comparable {
    /// Single public addresses, whatever their role.
    case publicIPv4 = "public-ipv4"
    case publicIPv6 = "public-ipv6"
    /// Addresses in CIDRs.
    case cidrIPv4 = "cidr-ipv4"
    /// Networks of length 64 in CIDRs, because IPv6 addresses are too many to count.
    case cidrIPv6 = "cidr-ipv6"

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The resource that an allocation uses and how much of it; `nil` for one that is not limited.
    package static func use(of allocation: Allocation) -> (resource: Self, amount: Int64)? {
        guard let prefix = allocation.prefix else { return nil }
        switch (allocation.role, prefix.family) {
        case (.loadBalancer, .ipv4), (.floating, .ipv4), (.reserved, .ipv4), (.egress, .ipv4): return (.publicIPv4, 1)
        case (.loadBalancer, .ipv6), (.floating, .ipv6), (.reserved, .ipv6), (.egress, .ipv6): return (.publicIPv6, 1)
        case (.cidr, .ipv4): return (.cidrIPv4, Int64(clamping: allocation.extent.span + 1))
        case (.cidr, .ipv6): return (.cidrIPv6, Int64(clamping: (allocation.extent.span >> 64) + 1))
        case (.transit, _), (.vlan, _), (.table, _), (.vni, _): return nil
        }
    }
}
