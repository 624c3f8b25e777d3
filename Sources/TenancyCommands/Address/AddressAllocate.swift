// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressAllocate: Subcommand {
    private static let tenant = Option<String>.required("tenant", "NAME", .name(of: .tenants), "who gets them")
    private static let network = Option<String?>.value(
        "network", "NAME", .name(of: .networks), "for which of the tenant's networks")
    private static let role = Option<Role>.required("role", "ROLE", .word, "what they are for")
    private static let pools = Option<[String]>.repeated(
        "pool", "POOL", .name(of: .pools), "where they are taken from, one per address family")
    private static let addresses = Option<[String]>.repeated(
        "address", "ADDR", .text, "exactly this address, or number of a VNI pool")
    private static let orNext = Option<Bool>.flag(
        "or-next", "take the next free one for an --address that cannot be had")
    private static let count = Option<Int?>.value("count", "N", .number, "how many, of each family; 1 unless given")
    private static let isIPv6 = Option<Bool>.flag("ipv6", "IPv6 addresses, when neither address nor pool is named")
    private static let isDualStack = Option<Bool>.flag("dual-stack", "IPv4 and IPv6 addresses, as many of each")
    private static let labels = Option<[KeyValue]>.repeated("label", "KEY=VALUE", .keyValue, "a label of each of them")
    private static let allowQuarantined = Option<Bool>.flag(
        "allow-quarantined", "take what rests after another tenant; needs --reason")

    enum Role: String, CaseIterable {
        case loadBalancer = "load-balancer"
        case floating, egress, reserved, vni
    }

    static let declaration = Command(
        "allocate", "Allocate single addresses to a tenant",
        discussion: """
            All of them are allocated, or none. A load-balancer address joins the tenant's MetalLB pool, a floating one \
            is pinned to one workload, an egress one is the source address of the pods that carry its label (tenant sheet \
            says which), a reserved one is kept for later. What waits for the tenant, as a reservation, in \
            quarantine after it or draining, is had by naming it.
            """,
        options: [
            OptionGroup(
                "Allocation", tenant, network, role, pools, addresses, orNext, count, isIPv6, isDualStack, labels,
                allowQuarantined),
            ChangeOptions.group,
        ],
        examples: [
            Example("Two more", "tenancyctl address allocate --tenant acme --role load-balancer --count 2"),
            Example(
                "One address of each family",
                "tenancyctl address allocate --tenant acme --role load-balancer --dual-stack"),
            Example(
                "This one, or else the next",
                "tenancyctl address allocate --tenant acme --role floating --address 203.0.113.9 --or-next"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        var request = AddressRequestObject(tenant: match[tenant], role: match[role].rawValue)
        request.network = match[network]
        request.pools = match[pools].isEmpty ? nil : match[pools]
        request.addresses = match[addresses].isEmpty ? nil : match[addresses]
        request.orNext = match[orNext] ? true : nil
        request.count = match[count]
        request.family = match[isDualStack] ? "dual" : match[isIPv6] ? "ipv6" : nil
        request.labels = try match[labels].dictionary("label")
        request.allowQuarantined = match[allowQuarantined] ? true : nil
        try session.change("POST", ["addresses"], body: JSON.encode(request), tenant: match[tenant]) { change in
            session.steps(of: change)
        }
    }
}
