// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    private static let drain = Option<Duration?>.value(
        "drain", "TIME", .duration, "delete it after this time; until then it keeps what it has")

    static let declaration = Command(
        "delete", "Delete a tenant and release what it holds",
        discussion: """
            Released addresses rest in quarantine as long as their pool says. Until then only a tenant of the same \
            name may have them back.
            """,
        arguments: [name.declaration], options: [OptionGroup("Deletion", drain), ChangeOptions.group],
        examples: [
            Example("See what would be released", "tenancyctl tenant delete acme --dry-run"),
            Example("With a reason for the journal", "tenancyctl tenant delete acme --reason contract-ended --wait"),
        ])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        let drain = session.match[drain].map { String($0.components.seconds) }
        try session.change("DELETE", ["tenants", name], query: [("drain", drain)], tenant: name) { change in
            let what = drain == nil ? "deleted" : "draining"
            return "tenant \(name.printable) is \(what), revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
