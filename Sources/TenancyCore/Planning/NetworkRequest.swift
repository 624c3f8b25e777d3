// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A network that shall be made for a tenant. What is `nil` or empty is chosen by the planner.
package struct NetworkRequest: Sendable, Equatable {
    package enum VLAN: Sendable, Equatable {
        case auto
        case id(Int)
        /// No VLAN: the interface itself.
        case absent
    }

    package let key: NetworkKey
    package let tenant: TenantName
    package var connectivity: Connectivity?
    /// CIDRs that the tenant names, one per family at most.
    package var cidrs: [Prefix] = []
    /// The displayed length of a CIDR to take from a private pool, by family.
    package var prefixLengths: [AddressFamily: Int] = [:]
    package var privatePool: PoolName?
    /// How many load-balancer addresses of each family.
    package var publicAddresses: [AddressFamily: Int] = [:]
    package var publicPools: [AddressFamily: PoolName] = [:]
    /// How many source addresses of outgoing traffic; one unless said.
    package var egressAddresses: Int?
    package var egressPool: PoolName?
    package var transitPools: [PoolName] = []
    package var namespaces: [NamespaceName] = []
    package var uplink: InterfaceName?
    package var vlan: VLAN?
    /// The MTU of the uplink in bytes.
    package var mtu: Int?
    package var gateways: [IPAddress] = []
    package var announcement: NetworkSpec.Announcement?
    package var bgpASN: UInt32?
    package var bgpPeer: IPAddress?
    package var extras = NetworkExtras()

    package init(key: NetworkKey, tenant: TenantName) {
        self.key = key
        self.tenant = tenant
    }
}
