// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressList: Subcommand {
    private static let tenant = Option<String?>.value(
        "tenant", "NAME", .name(of: .tenants), "only what this tenant holds")
    private static let pool = Option<String?>.value(
        "pool", "NAME", .name(of: .pools), "only what was taken from this pool")

    static let declaration = Command(
        "list", "List what is allocated", options: [OptionGroup("Filters", tenant, pool)],
        examples: [Example("Of one tenant", "tenancyctl address list --tenant acme")])

    static func run(_ session: Session) throws {
        let query = [("tenant", session.match[tenant]), ("pool", session.match[pool])]
        let answer = try session.get(ObjectList<AllocationObject>.self, ["addresses"], query: query)
        try session.print(answer) { list in
            list.items.map { "address/\($0.value)" }
        } table: { list in
            session.table(
                ["address", "role", "tenant", "network", "pool", "scope", "since", "draining"],
                list.items.map {
                    [
                        $0.value, $0.role, $0.tenant, $0.network, $0.pool ?? "", $0.scope, $0.since.inSeconds,
                        $0.drainingUntil?.inSeconds ?? "",
                    ]
                })
        }
    }
}
