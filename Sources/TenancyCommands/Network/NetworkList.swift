// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum NetworkList: Subcommand {
    private static let tenant = Option<String?>.value(
        "tenant", "NAME", .name(of: .tenants), "only those of this tenant")

    static let declaration = Command(
        "list", "List the networks", options: [OptionGroup("Filters", tenant)],
        examples: [Example("Of one tenant", "tenancyctl network list --tenant acme")])

    static func run(_ session: Session) throws {
        let answer = try session.get(
            ObjectList<NetworkDocument>.self, ["networks"], query: [("tenant", session.match[tenant])])
        try session.print(answer) { list in
            list.items.map { "network/\($0.metadata.name)" }
        } table: { list in
            session.table(
                ["name", "tenant", "connectivity", "cidrs", "public", "vlan", "vrf", "namespaces"],
                list.items.map { item in
                    let network = item.status
                    return [
                        item.metadata.name, item.spec.tenant, network?.connectivity ?? "",
                        joined(network?.cidrs), String(network?.publicAddresses.count ?? 0),
                        network?.vlan.map { String($0) } ?? "", network?.vrf ?? "", joined(network?.namespaces),
                    ]
                })
        }
    }

    private static func joined(_ values: [String]?) -> String { (values ?? []).joined(separator: ",") }
}
