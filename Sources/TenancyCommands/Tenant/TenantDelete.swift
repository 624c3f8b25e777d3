// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    static let declaration = Command(
        "delete", "Delete a tenant and release what it holds",
        discussion: """
            Released addresses rest in quarantine as long as their pool says. Until then only a tenant of the same \
            name may have them back.
            """,
        arguments: [name.declaration], options: [ChangeOptions.group],
        examples: [
            Example("See what would be released", "tenancyctl tenant delete acme --dry-run"),
            Example("With a reason for the journal", "tenancyctl tenant delete acme --reason contract-ended --wait"),
        ])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        try session.change("DELETE", ["tenants", name], tenant: name) { change in
            "tenant \(name.printable) is deleted, revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
