// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A network with everything that is allocated to it.
package struct NetworkObject: Sendable, Equatable, Codable {
    /// One subnet of the link towards the provider.
    package struct LinkObject: Sendable, Equatable, Codable {
        package let subnet: String
        /// The provider's address.
        package let gateway: String
        /// The node's address.
        package let address: String
    }

    package struct BGPObject: Sendable, Equatable, Codable {
        package let asn: Int64
        package let peer: String
    }

    package struct EVPNObject: Sendable, Equatable, Codable {
        /// Of the bridged segment; absent for a Layer3 network.
        package let macVNI: Int?
        /// Of the routed network.
        package let ipVNI: Int
        /// The number before the colon of the route targets, which end in the VNI; absent when FRR chooses them.
        package let routeTargetASN: Int?
    }

    package let name: String
    package let connectivity: String
    package let cidrs: [String]
    /// The tenant's gateway in each CIDR.
    package let gateways: [String]
    package let namespaces: [String]
    package let publicAddresses: [String]
    package let egressAddresses: [String]
    /// Public addresses that are pinned to one workload, and those that are kept for later.
    package let floatingAddresses: [String]?
    package let reservedAddresses: [String]?
    /// The ClusterUserDefinedNetwork.
    package let cudn: String?
    /// The VRF device; its table only when the VRF is ours.
    package let vrf: String?
    package let table: Int?
    /// The interface that carries the uplink, the uplink itself, and its VLAN id. An interface that is the uplink itself has neither parent nor VLAN.
    package let parent: String?
    package let uplink: String?
    package let vlan: Int?
    /// What was asked for the uplink, in bytes.
    package let mtu: Int?
    package let links: [LinkObject]
    /// `l2` or `bgp`: how the public addresses are announced.
    package let announce: String
    package let bgp: BGPObject?
    /// What the network is known by in the EVPN fabric.
    package let evpn: EVPNObject?

    /// The network as the API shows it.
    package init(_ network: Network) {
        let spec = network.spec
        name = network.key.description
        connectivity = spec.connectivity.rawValue
        cidrs = network.cidrs.map(\.description)
        gateways = network.tenantGateways.map(\.description)
        namespaces = spec.namespaces.map(\.description)
        publicAddresses = network.loadBalancerAddresses.map(\.description)
        egressAddresses = network.egressAddresses.map(\.description)
        func addresses(_ role: AllocationRole) -> [String]? {
            let found = network.prefixes(role).map { "\($0.first)" }
            return found.isEmpty ? nil : found
        }
        floatingAddresses = addresses(.floating)
        reservedAddresses = addresses(.reserved)
        cudn = network.cudn?.description
        vrf = network.vrf?.description
        table = network.table
        parent = spec.takesInterface == true ? nil : spec.uplinkParent?.description
        uplink = network.uplink?.description
        vlan = network.vlan
        mtu = spec.mtu
        links = network.links.map {
            LinkObject(subnet: "\($0.subnet)", gateway: "\($0.gateway)", address: "\($0.address)")
        }
        announce = spec.announcement.rawValue
        bgp = spec.bgp.map { BGPObject(asn: Int64($0.asn), peer: "\($0.peer)") }
        evpn = spec.evpn.map {
            EVPNObject(
                macVNI: $0.macVNI, ipVNI: $0.ipVNI, routeTargetASN: $0.routeTargetASN.map { Int($0) })
        }
    }
}
