// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A tenant that shall be made, with its first network. What is `nil` or empty is chosen by the planner.
package struct TenantRequest: Sendable, Equatable {
    package enum VLAN: Sendable, Equatable {
        case auto
        case id(Int)
    }

    package var name: TenantName
    package var labels: [String: String] = [:]
    package var quotas: [QuotaResource: Int64] = [:]
    package var connectivity: Connectivity?
    /// CIDRs that the tenant names, one per family at most.
    package var cidrs: [Prefix] = []
    /// The displayed length of a CIDR to take from a private pool, by family.
    package var prefixLengths: [AddressFamily: Int] = [:]
    package var privatePool: PoolName?
    /// How many load-balancer addresses of each family.
    package var publicAddresses: [AddressFamily: Int] = [:]
    package var publicPools: [AddressFamily: PoolName] = [:]
    package var egressPool: PoolName?
    package var transitPools: [PoolName] = []
    package var namespaces: [NamespaceName] = []
    package var uplink: InterfaceName?
    package var vlan: VLAN?
    package var gateways: [IPAddress] = []
    package var announcement: NetworkSpec.Announcement?
    package var bgpASN: UInt32?
    package var bgpPeer: IPAddress?

    package init(name: TenantName) { self.name = name }
}
