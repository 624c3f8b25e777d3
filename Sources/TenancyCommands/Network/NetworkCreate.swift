// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum NetworkCreate: Subcommand {
    private static let name = Argument<String>.required(
        "NAME", .text, "the name of the network, unique on the node, at most 11 letters, digits and '-'")
    private static let tenant = Option<String>.required("tenant", "NAME", .name(of: .tenants), "whose network it is")

    static let declaration = Command(
        "create", "Give a tenant another network",
        discussion: """
            A tenant's first network comes with the tenant and bears its name. Another one has a VRF, a link to the \
            provider and namespaces of its own, and is as separate from the first as from other tenants'; 'leak \
            create' joins them. Quotas count what all networks of the tenant use.
            """,
        arguments: [name.declaration],
        options: [OptionGroup("Owner", tenant)] + NetworkOptions.groups + [ChangeOptions.group],
        examples: [
            Example(
                "A second deployment of a customer",
                "tenancyctl network create acme-test --tenant acme --prefix-length 24 --namespace acme-test"),
            Example(
                "One of machines on the host, and wait until the kernel has it",
                "tenancyctl network create acme-db --tenant acme --connectivity host-vrf --cidr 10.21.0.0/24 --wait=kernel"
            ),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        let network = NetworkDocument(
            metadata: ObjectMetadata(name: match[name]),
            spec: NetworkDocument.Spec(tenant: match[tenant], options: NetworkOptions.spec(from: match)))
        try session.change("POST", ["networks"], body: JSON.encode(network), tenant: match[tenant]) { change in
            var fields = Fields()
            fields.add("Tenant", match[tenant])
            if let network = change.network?.status { fields.add(network) }
            fields.add("Revision", String(change.revision))
            return fields.rendered()
        }
    }
}
