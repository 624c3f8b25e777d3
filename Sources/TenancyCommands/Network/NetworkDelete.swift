// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum NetworkDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .networks), "the name of the network")

    static let declaration = Command(
        "delete", "Delete a network of a tenant and release what it holds",
        discussion: """
            All addresses that were allocated for it go with it, also single ones. A tenant's last network goes with \
            the tenant, and one that a leak joins with another after the leak.
            """,
        arguments: [name.declaration], options: [ChangeOptions.group],
        examples: [Example("See what would be released", "tenancyctl network delete acme-test --dry-run")])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        try session.change("DELETE", ["networks", name]) { change in
            "network \(name.printable) is deleted, revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
