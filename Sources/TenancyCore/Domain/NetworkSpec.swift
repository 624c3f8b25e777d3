// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What was asked for a network and is not an allocation: it is stored as it stands.
package struct NetworkSpec: Sendable, Equatable, Codable {
    /// How MetalLB announces the tenant's load-balancer addresses.
    package enum Announcement: String, Sendable, Codable, CaseIterable {
        case l2
        case bgp
    }

    /// The provider's BGP speaker.
    package struct BGP: Sendable, Equatable, Codable {
        package let asn: UInt32
        package let peer: IPAddress

        package init(asn: UInt32, peer: IPAddress) {
            self.asn = asn
            self.peer = peer
        }
    }

    /// The VXLAN network identifiers of a network in an EVPN fabric: it is one bridged segment, one routed network, or both.
    package struct EVPN: Sendable, Equatable, Codable {
        /// Of the segment; `nil` for a Layer3 network, which has none.
        package let macVNI: Int?
        /// Of the routed network.
        package let ipVNI: Int
        /// The number before the colon of its route targets; `nil` has FRR choose them.
        package let routeTargetASN: UInt16?

        package init(macVNI: Int?, ipVNI: Int, routeTargetASN: UInt16? = nil) {
            self.macVNI = macVNI
            self.ipVNI = ipVNI
            self.routeTargetASN = routeTargetASN
        }

        /// The route target of one of its parts, `ASN:VNI`.
        package func routeTarget(_ vni: Int) -> String? { routeTargetASN.map { "\($0):\(vni)" } }

        package var numbers: [Int] { [macVNI, ipVNI].compactMap(\.self) }
    }

    package let connectivity: Connectivity
    package let generation: Int
    package let namespaces: [NamespaceName]
    /// The interface that carries the VLAN uplink, or is the uplink itself.
    package let uplinkParent: InterfaceName?
    /// The provider's address on each link, one per family at most.
    package let gateways: [IPAddress]
    package let announcement: Announcement
    package let bgp: BGP?
    /// Whether the interface itself is the uplink, and nothing else uses it; nil: the uplink is a VLAN on it.
    package var takesInterface: Bool?
    /// The MTU of the uplink in bytes; nil: that of the node's uplinks.
    package var mtu: Int?
    /// What is only for its objects in the cluster.
    package var extras = NetworkExtras()
    /// For life; of `evpn` networks.
    package var evpn: EVPN?

    package init(
        connectivity: Connectivity, generation: Int, namespaces: [NamespaceName], uplinkParent: InterfaceName?,
        gateways: [IPAddress], announcement: Announcement, bgp: BGP?
    ) {
        self.connectivity = connectivity
        self.generation = generation
        self.namespaces = namespaces
        self.uplinkParent = uplinkParent
        self.gateways = gateways
        self.announcement = announcement
        self.bgp = bgp
    }

    /// Reads what any version wrote: the first ones had no `extras`.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            connectivity: try values.decode(Connectivity.self, forKey: .connectivity),
            generation: try values.decode(Int.self, forKey: .generation),
            namespaces: try values.decode([NamespaceName].self, forKey: .namespaces),
            uplinkParent: try values.decodeIfPresent(InterfaceName.self, forKey: .uplinkParent),
            gateways: try values.decode([IPAddress].self, forKey: .gateways),
            announcement: try values.decode(Announcement.self, forKey: .announcement),
            bgp: try values.decodeIfPresent(BGP.self, forKey: .bgp))
        takesInterface = try values.decodeIfPresent(Bool.self, forKey: .takesInterface)
        mtu = try values.decodeIfPresent(Int.self, forKey: .mtu)
        extras = try values.decodeIfPresent(NetworkExtras.self, forKey: .extras) ?? NetworkExtras()
        evpn = try values.decodeIfPresent(EVPN.self, forKey: .evpn)
    }

    /// The interface that the network has for itself.
    package var ownInterface: InterfaceName? { takesInterface == true ? uplinkParent : nil }

    /// The same with another generation.
    package func with(generation: Int) -> NetworkSpec {
        var spec = NetworkSpec(
            connectivity: connectivity, generation: generation, namespaces: namespaces, uplinkParent: uplinkParent,
            gateways: gateways, announcement: announcement, bgp: bgp)
        spec.takesInterface = takesInterface
        spec.mtu = mtu
        spec.extras = extras
        spec.evpn = evpn
        return spec
    }
}
