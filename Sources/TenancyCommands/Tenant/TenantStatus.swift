// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantStatus: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")
    private static let wait = Option<Bool>.flag("wait", "return when everything is confirmed")
    private static let timeout = Option<Duration?>.value(
        "timeout", "TIME", .duration, "how long --wait waits, such as 30s or 2m; 60s unless given")

    static let declaration = Command(
        "status", "Show how far a tenant has come, and what is in the way",
        discussion: """
            Each stage needs those before it: wanted (in the plan), published (in Git), applied (the live objects carry \
            the digests of the manifests), healthy (the components say so), programmed (in the kernel). The first that \
            does not hold is named with the component's own words and what to do next. Without a cluster in the \
            configuration what was published is not confirmed.
            """,
        arguments: [name.declaration], options: [OptionGroup("Waiting", wait, timeout)],
        examples: [
            Example("Whether it has arrived", "tenancyctl tenant status acme"),
            Example("Until it has", "tenancyctl tenant status acme --wait --timeout 10m"),
        ])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        if session.match[wait] {
            try session.waitUntilLive(name, session.match[timeout] ?? .seconds(60))
        } else if session.match[timeout] != nil {
            throw UsageError("option '--timeout' is for '--wait', which is not given", hint: "add --wait")
        }
        let answer = try session.get(StatusObject.self, ["tenants", name, "status"])
        try session.print(answer) { status in
            ["tenant/\(status.tenant ?? name)"]
        } table: { status in
            let departure = status.departure.map { "tenant \(name.printable) is on its way out: \($0)\n\n" } ?? ""
            let isDone = status.items.allSatisfy { $0.state == "done" }
            guard let chain = status.chain else { return session.table(status.items) }
            let showsItems = !isDone || session.match[GlobalOptions.verbose]
            return departure + session.table(chain) + (showsItems ? "\n" + session.table(status.items) : "")
        }
    }
}
