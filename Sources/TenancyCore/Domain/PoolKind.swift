// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a pool holds.
package enum PoolKind: String, Sendable, Codable, CaseIterable {
    /// Tenant CIDRs.
    case `private`
    /// Globally unique addresses that are handed out one by one.
    case `public`
    /// Link subnets towards the provider, unique on the node.
    case transit
    /// VLAN ids on the uplinks.
    case vlan
    /// Routing tables of the VRFs that we own.
    case table
    /// VXLAN network identifiers.
    case vni

    /// Whether the pool holds plain numbers instead of addresses.
    package var isNumeric: Bool { limits != nil }

    /// The numbers that a pool of the kind may hold at most.
    ///
    /// Tables: 256…999, because OVN-Kubernetes deletes unknown VRFs with a table from 1000 (`vrfmanager.repair`) and the kernel owns 0 and 253…255.
    /// VLAN ids: 1…4094 (IEEE 802.1Q). VNIs: 1…16777215 (RFC 7348).
    package var limits: Extent? {
        switch self {
        case .vlan: Extent(first: 1, last: 4094)
        case .table: Extent(first: 256, last: 999)
        case .vni: Extent(first: 1, last: 16_777_215)
        case .private, .public, .transit: nil
        }
    }
}
