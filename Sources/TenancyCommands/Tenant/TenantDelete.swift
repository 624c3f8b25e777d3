// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")

    private static let drain = Option<Duration?>.value(
        "drain", "TIME", .duration, "delete it after this time; until then it keeps what it has")
    private static let whenFree = Option<Bool>.flag(
        "when-free", "delete it by itself as soon as nothing is in the way; until then it keeps what it has")
    private static let force = Option<Bool>.flag("force", "delete it whatever is in the way, or cannot be asked")

    static let declaration = Command(
        "delete", "Delete a tenant and release what it holds",
        discussion: """
            Refused while anything live is in the way; 'tenancyctl tenant blockers NAME' names it. With --when-free the \
            tenant goes by itself, in stages that survive a restart: draining until nothing is in the way, withdrawing \
            (its addresses are no longer announced), removing (its objects leave the cluster), released. Each stage is \
            left when the cluster confirms it. Until it is released, 'tenancyctl tenant update NAME --cancel-drain' has \
            it stay. Released addresses rest in quarantine as long as their pool says. Until then only a tenant of the \
            same name may have them back.
            """,
        arguments: [name.declaration], options: [OptionGroup("Deletion", drain, whenFree, force), ChangeOptions.group],
        examples: [
            Example("See what would be released", "tenancyctl tenant delete acme --dry-run"),
            Example("With a reason for the journal", "tenancyctl tenant delete acme --reason contract-ended --wait"),
            Example("As soon as the customer has moved out", "tenancyctl tenant delete acme --when-free --wait=live"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        let name = match[name]
        let drain = match[drain].map { String($0.components.seconds) }
        if match[whenFree], drain != nil || match[force] {
            throw UsageError(
                "option '--when-free' excludes '--drain' and '--force'", hint: "leave one of them out")
        }
        let query = [
            ("drain", drain), ("whenFree", match[whenFree] ? "true" : nil), ("force", match[force] ? "true" : nil),
        ]
        try session.change("DELETE", ["tenants", name], query: query, tenant: name) { change in
            let what = drain == nil && !match[whenFree] ? "deleted" : "draining"
            return "tenant \(name.printable) is \(what), revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
