// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

/// What can be asked for a network, alone or with its tenant.
enum NetworkOptions {
    private static let cidrs = Option<[String]>.repeated(
        "cidr", "PREFIX", .text, "a network of the tenant, one per address family")
    private static let prefixLength = Option<Int?>.value(
        "prefix-length", "N", .number, "take an IPv4 network of this length from a private pool")
    private static let prefixLengthV6 = Option<Int?>.value(
        "prefix-length-v6", "N", .number, "take an IPv6 network of this length from a private pool")
    private static let privatePool = Option<String?>.value(
        "private-pool", "POOL", .name(of: .pools), "where the networks are taken from")
    private static let publicAddresses = Option<Int?>.value(
        "public-ips", "N", .number, "public IPv4 addresses for load balancers")
    private static let publicAddressesV6 = Option<Int?>.value(
        "public-ips-v6", "N", .number, "public IPv6 addresses for load balancers")
    private static let publicPool = Option<String?>.value(
        "public-pool", "POOL", .name(of: .pools), "where the public IPv4 addresses are taken from")
    private static let publicPoolV6 = Option<String?>.value(
        "public-pool-v6", "POOL", .name(of: .pools), "where the public IPv6 addresses are taken from")
    private static let egressAddresses = Option<Int?>.value(
        "egress-ips", "N", .number, "source addresses of outgoing traffic; 1 unless given")
    private static let egressPool = Option<String?>.value(
        "egress-pool", "POOL", .name(of: .pools), "where the source addresses of outgoing traffic are taken from")
    private static let transitPools = Option<[String]>.repeated(
        "transit-pool", "POOL", .name(of: .pools),
        "where the link to the provider is taken from, one per address family")

    private static let connectivity = Option<Connectivity?>.value(
        "connectivity", "HOW", .word, "how the network reaches the outside")
    private static let namespaces = Option<[String]>.repeated(
        "namespace", "NAME", .text, "a namespace of the tenant; with a CUDN its name unless given")
    private static let uplink = Option<String?>.value(
        "uplink", "INTERFACE", .text,
        "the interface that carries the tenant's VLAN, or with --vlan none is given to it whole")
    private static let vlan = Option<VLANChoice?>.value(
        "vlan", "ID", .vlan, "the VLAN on the uplink, 'auto' for the next free one, or 'none' for the interface itself")
    private static let mtu = Option<Int?>.value(
        "mtu", "BYTES", .number, "the MTU of the uplink; that of the node's uplinks unless given")
    private static let gateways = Option<[String]>.repeated(
        "gateway", "ADDR", .text, "the provider's address on the link, one per address family")

    private static let announcement = Option<Announcement?>.value(
        "announce", "HOW", .word, "how MetalLB announces the public addresses")
    private static let bgpASN = Option<Int?>.value(
        "bgp-asn", "ASN", .number, "the AS number of the provider's BGP speaker")
    private static let bgpPeer = Option<String?>.value("bgp-peer", "ADDR", .text, "the provider's BGP speaker")

    private static let topology = Option<Topology?>.value(
        "topology", "HOW", .word, "layer2, or layer3, which uses half of each CIDR; for life")
    private static let persistent = Option<Bool>.flag(
        "persistent-ips", "virtual machines keep their addresses; for life")
    private static let join = Option<[String]>.repeated(
        "join-subnet", "CIDR", .text, "what joins the network's routers, where 100.65.0.0/16 is in use; for life")
    private static let reserved = Option<[String]>.repeated(
        "reserved-subnet", "CIDR", .text, "a part of the CIDR that nobody is given by itself; for life")
    private static let infrastructure = Option<[String]>.repeated(
        "infrastructure-subnet", "CIDR", .text, "a part of the CIDR for gateways, with the gateway in it; for life")
    private static let egressServices = Option<[String]>.repeated(
        "egress-service", "NAMESPACE/SERVICE", .text, "pods of the Service leave with its address, by the network's VRF"
    )
    private static let communities = Option<[String]>.repeated(
        "community", "A:B", .text, "a BGP community of the public addresses; also large:A:B:C")
    private static let group = Option<String?>.value(
        "group", "NAME", .text, "the group of the identity provider that works in the namespaces")

    private static let adopted = Option<Bool>.flag(
        "adopt-namespaces", "somebody else makes the namespaces, with the label that the sheet names; for life")

    private enum Topology: String, CaseIterable { case layer2, layer3 }
    private enum Connectivity: String, CaseIterable {
        case vrfLite = "vrf-lite"
        case egressIP = "egress-ip"
        case hostVRF = "host-vrf"
        case evpn
    }
    private enum Announcement: String, CaseIterable { case l2, bgp }

    static let groups = [
        OptionGroup(
            "Addresses", cidrs, prefixLength, prefixLengthV6, privatePool, publicAddresses, publicAddressesV6,
            publicPool, publicPoolV6, egressAddresses, egressPool, transitPools),
        OptionGroup("Network", connectivity, namespaces, uplink, vlan, mtu, gateways),
        OptionGroup("Announcement", announcement, bgpASN, bgpPeer, communities),
        OptionGroup(
            "In the cluster", topology, persistent, join, reserved, infrastructure, egressServices, group, adopted),
    ]

    /// The wishes as the API takes them.
    static func spec(from match: Match) -> TenantObject.Spec {
        var spec = TenantObject.Spec()
        spec.connectivity = match[connectivity]?.rawValue
        spec.cidrs = some(match[cidrs])
        spec.prefixLength = match[prefixLength]
        spec.prefixLengthV6 = match[prefixLengthV6]
        spec.privatePool = match[privatePool]
        spec.publicIPs = match[publicAddresses]
        spec.publicIPsV6 = match[publicAddressesV6]
        spec.publicPool = match[publicPool]
        spec.publicPoolV6 = match[publicPoolV6]
        spec.egressIPs = match[egressAddresses]
        spec.egressPool = match[egressPool]
        spec.transitPools = some(match[transitPools])
        spec.namespaces = some(match[namespaces])
        spec.uplink = match[uplink]
        spec.vlan = match[vlan]?.description
        spec.mtu = match[mtu]
        spec.gateways = some(match[gateways])
        spec.announce = match[announcement]?.rawValue
        spec.bgpASN = match[bgpASN].map { Int64($0) }
        spec.bgpPeer = match[bgpPeer]
        var options = NetworkOptionsObject()
        options.topology = match[topology]?.rawValue
        options.persistentIPs = match[persistent] ? true : nil
        options.joinSubnets = some(match[join])
        options.reservedSubnets = some(match[reserved])
        options.infrastructureSubnets = some(match[infrastructure])
        options.egressServices = some(match[egressServices])
        options.communities = some(match[communities])
        options.group = match[group]
        options.adoptNamespaces = match[adopted] ? true : nil
        spec.options = options == NetworkOptionsObject() ? nil : options
        return spec
    }

    /// An empty list is not sent: the daemon chooses.
    private static func some(_ values: [String]) -> [String]? { values.isEmpty ? nil : values }
}
