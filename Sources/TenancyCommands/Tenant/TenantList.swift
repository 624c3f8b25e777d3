// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantList: Subcommand {
    static let declaration = Command(
        "list", "List the tenants",
        examples: [Example("Their networks, for a script", "tenancyctl tenant list --no-headers")])

    static func run(_ session: Session) throws {
        let answer = try session.get(ObjectList<TenantObject>.self, ["tenants"])
        try session.print(answer) { list in
            list.items.map { "tenant/\($0.metadata.name)" }
        } table: { list in
            session.table(
                ["name", "connectivity", "cidrs", "public", "vlan", "namespaces"],
                list.items.map { tenant in
                    let networks = tenant.networks
                    return [
                        tenant.metadata.name, joined(networks.map(\.connectivity)), joined(networks.flatMap(\.cidrs)),
                        String(networks.flatMap(\.publicAddresses).count),
                        joined(networks.compactMap(\.vlan).map { String($0) }),
                        joined(networks.flatMap(\.namespaces)),
                    ]
                })
        }
    }

    private static func joined(_ values: [String]) -> String { values.joined(separator: ",") }
}
