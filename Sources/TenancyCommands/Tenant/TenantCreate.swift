// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantCreate: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    private static let cidrs = Option<[String]>.repeated(
        "cidr", "PREFIX", .text, "a network of the tenant, one per address family")
    private static let prefixLength = Option<Int?>.value(
        "prefix-length", "N", .number, "take an IPv4 network of this length from a private pool")
    private static let prefixLengthV6 = Option<Int?>.value(
        "prefix-length-v6", "N", .number, "take an IPv6 network of this length from a private pool")
    private static let privatePool = Option<String?>.value(
        "private-pool", "POOL", .text, "where the networks are taken from")
    private static let publicAddresses = Option<Int?>.value(
        "public-ips", "N", .number, "public IPv4 addresses for load balancers")
    private static let publicAddressesV6 = Option<Int?>.value(
        "public-ips-v6", "N", .number, "public IPv6 addresses for load balancers")
    private static let publicPool = Option<String?>.value(
        "public-pool", "POOL", .text, "where the public IPv4 addresses are taken from")
    private static let publicPoolV6 = Option<String?>.value(
        "public-pool-v6", "POOL", .text, "where the public IPv6 addresses are taken from")
    private static let egressPool = Option<String?>.value(
        "egress-pool", "POOL", .text, "where the source address of outgoing traffic is taken from")
    private static let transitPools = Option<[String]>.repeated(
        "transit-pool", "POOL", .text, "where the link to the provider is taken from, one per address family")

    private static let connectivity = Option<Connectivity?>.value(
        "connectivity", "HOW", .word, "how the network reaches the outside")
    private static let namespaces = Option<[String]>.repeated(
        "namespace", "NAME", .text, "a namespace of the tenant; with a CUDN its name unless given")
    private static let uplink = Option<String?>.value(
        "uplink", "INTERFACE", .text, "the interface that carries the tenant's VLAN")
    private static let vlan = Option<VLANChoice?>.value(
        "vlan", "ID", .vlan, "the VLAN on the uplink, or 'auto' for the next free one")
    private static let gateways = Option<[String]>.repeated(
        "gateway", "ADDR", .text, "the provider's address on the link, one per address family")

    private static let announcement = Option<Announcement?>.value(
        "announce", "HOW", .word, "how MetalLB announces the public addresses")
    private static let bgpASN = Option<Int?>.value(
        "bgp-asn", "ASN", .number, "the AS number of the provider's BGP speaker")
    private static let bgpPeer = Option<String?>.value("bgp-peer", "ADDR", .text, "the provider's BGP speaker")
    private static let labels = Option<[KeyValue]>.repeated(
        "label", "KEY=VALUE", .keyValue, "a label of the tenant")
    private static let quotas = Option<[KeyValue]>.repeated(
        "quota", "RESOURCE=N", .keyValue, "how much of public-ipv4, public-ipv6, cidr-ipv4 or cidr-ipv6 it may have")

    private enum Connectivity: String, CaseIterable {
        case vrfLite = "vrf-lite"
        case egressIP = "egress-ip"
        case hostVRF = "host-vrf"
    }
    private enum Announcement: String, CaseIterable { case l2, bgp }

    static let declaration = Command(
        "create", "Create a tenant with its network and addresses",
        discussion: """
            Everything is one transaction: all of it is stored, or nothing. What is not given is chosen by the daemon \
            from its configuration and its pools; --dry-run shows the choice.
            """,
        arguments: [name.declaration],
        options: [
            OptionGroup(
                "Addresses", cidrs, prefixLength, prefixLengthV6, privatePool, publicAddresses, publicAddressesV6,
                publicPool, publicPoolV6, egressPool, transitPools),
            OptionGroup("Network", connectivity, namespaces, uplink, vlan, gateways),
            OptionGroup("Announcement", announcement, bgpASN, bgpPeer),
            OptionGroup("Tenant", labels, quotas),
            ChangeOptions.group,
        ],
        examples: [
            Example(
                "A network of its own choice and four public addresses",
                "tenancyctl tenant create acme --cidr 10.20.0.0/16 --public-ips 4 --uplink eno1"),
            Example(
                "The next free /20 in a VRF of the host, announced by BGP, and wait until the kernel has it",
                """
                tenancyctl tenant create blue --prefix-length 20 --connectivity host-vrf \\
                    --uplink eno1 --announce bgp --bgp-asn 64512 --bgp-peer 192.0.2.1 --wait=kernel
                """),
            Example(
                "What would be taken for two address families",
                """
                tenancyctl tenant create red --prefix-length 20 --prefix-length-v6 64 \\
                    --public-ips 2 --public-ips-v6 2 --dry-run
                """),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
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
        spec.egressPool = match[egressPool]
        spec.transitPools = some(match[transitPools])
        spec.namespaces = some(match[namespaces])
        spec.uplink = match[uplink]
        spec.vlan = match[vlan]?.description
        spec.gateways = some(match[gateways])
        spec.announce = match[announcement]?.rawValue
        spec.bgpASN = match[bgpASN].map { Int64($0) }
        spec.bgpPeer = match[bgpPeer]
        spec.quotas = try match[quotas].dictionary("quota")?.mapValues { text in
            guard let limit = Int64(text) else {
                throw UsageError("'\(text)' is not a number", hint: "--quota public-ipv4=8")
            }
            return limit
        }
        let tenant = TenantObject(
            metadata: ObjectMetadata(name: match[name], labels: try match[labels].dictionary("label")), spec: spec)
        try session.change("POST", ["tenants"], body: JSON.encode(tenant), tenant: match[name]) { change in
            var fields = Fields()
            if let tenant = change.tenant { fields.add(tenant) }
            fields.add("Revision", String(change.revision))
            return fields.rendered()
        }
    }

    /// An empty list is not sent: the daemon chooses.
    private static func some(_ values: [String]) -> [String]? { values.isEmpty ? nil : values }
}
