// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantCreate: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    private static let labels = Option<[KeyValue]>.repeated(
        "label", "KEY=VALUE", .keyValue, "a label of the tenant")
    private static let quotas = Option<[KeyValue]>.repeated(
        "quota", "RESOURCE=N", .keyValue, "how much of public-ipv4, public-ipv6, cidr-ipv4 or cidr-ipv6 it may have")

    static let declaration = Command(
        "create", "Create a tenant with its network and addresses",
        discussion: """
            Everything is one transaction: all of it is stored, or nothing. What is not given is chosen by the daemon \
            from its configuration and its pools; --dry-run shows the choice.
            """,
        arguments: [name.declaration],
        options: NetworkOptions.groups + [OptionGroup("Tenant", labels, quotas), ChangeOptions.group],
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
        var spec = NetworkOptions.spec(from: match)
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
}
