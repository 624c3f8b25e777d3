// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantBlockers: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")

    static let declaration = Command(
        "blockers", "Show what is live and keeps a tenant from being deleted",
        discussion: """
            Asks the cluster and the kernel now: pods, virtual machines, Services that hold addresses, volumes, networks of \
            others in the namespaces, neighbours, foreign routes and connections, and leaks. The exit code is 1 when \
            anything is in the way.
            """,
        arguments: [name.declaration],
        examples: [
            Example("What has to go, and how", "tenancyctl tenant blockers acme"),
            Example("For a script", "tenancyctl tenant blockers acme -o json"),
        ])

    static func run(_ session: Session) throws {
        let answer = try session.get(
            BlockersObject.self, ["tenants", session.match[name], "blockers"], timeout: .seconds(120))
        try session.print(answer) { blockers in
            blockers.items.map { "\($0.kind)/\($0.object)" }
        } table: { blockers in
            let unseen = blockers.unseen.map { "not looked at, because none is configured: \($0)\n" }.joined()
            guard !blockers.items.isEmpty else { return "nothing is in the way\n" + unseen }
            return session.table(
                ["kind", "object", "why", "remove"],
                blockers.items.map { [$0.kind, $0.object, $0.why, $0.remove ?? $0.show] }) + unseen
        }
        let count = answer.object.items.count
        if count > 0 {
            throw Failure(
                ExitCode.failure, code: "object.blocked",
                "\(count) \(count == 1 ? "thing is" : "things are") in the way of deleting tenant \(session.match[name])",
                hint: "tenancyctl tenant delete \(session.match[name]) --when-free")
        }
    }
}
