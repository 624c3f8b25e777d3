// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an allocation is for.
package enum AllocationRole: String, Sendable, Codable, CaseIterable {
    /// A CIDR of a network.
    case cidr
    /// A public address in the tenant's MetalLB pool.
    case loadBalancer = "load-balancer"
    /// A public address that is pinned to one workload.
    case floating
    /// A public address that the tenant keeps for later.
    case reserved
    /// A source address of the network's outgoing traffic. Such a network has one at least.
    case egress
    /// The subnet of a link towards the provider.
    case transit
    /// The VLAN id of an uplink.
    case vlan
    /// The routing table of a VRF that we own.
    case table
    /// A VXLAN network identifier.
    case vni

    /// The kind of pool that single values of the role are taken from; `nil` for roles that belong to the making of a network.
    package var singlePool: PoolKind? {
        switch self {
        case .loadBalancer, .floating, .reserved, .egress: .public
        case .vni: .vni
        case .cidr, .transit, .vlan, .table: nil
        }
    }
}
