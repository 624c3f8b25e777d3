// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum LeakList: Subcommand {
    private static let network = Option<String?>.value(
        "network", "NAME", .name(of: .networks), "only those that join this network")

    static let declaration = Command(
        "list", "List the leaks", options: [OptionGroup("Filters", network)],
        examples: [Example("What joins a network with others", "tenancyctl leak list --network services")])

    static func run(_ session: Session) throws {
        let answer = try session.get(
            ObjectList<LeakObject>.self, ["leaks"], query: [("network", session.match[network])])
        try session.print(answer) { list in
            list.items.map { "leak/\($0.metadata.name)" }
        } table: { list in
            session.table(
                ["name", "from", "to", "prefixes", "return", "connect"],
                list.items.map { leak in
                    [
                        leak.metadata.name, leak.spec.from, leak.spec.to, leak.spec.prefixes.joined(separator: ","),
                        (leak.spec.returnPrefixes ?? []).joined(separator: ","),
                        (leak.spec.connect ?? []).joined(separator: ","),
                    ]
                })
        }
    }
}
