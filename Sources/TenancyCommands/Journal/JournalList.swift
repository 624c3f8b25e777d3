// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum JournalList: Subcommand {
    private static let limit = Option<Int?>.value(
        "limit", "N", .number, "how many at most, up to 1000; 50 unless given")
    private static let tenant = Option<String?>.value(
        "tenant", "NAME", .name(of: .tenants), "only what changed this tenant")
    private static let actor = Option<String?>.value(
        "actor", "NAME", .text, "only what this caller did, such as root or uid:1000")
    private static let since = Option<String?>.value(
        "since", "TIME", .text, "only from this time on, such as 2026-11-20T00:00:00Z")
    private static let before = Option<Int?>.value("before", "REVISION", .number, "only what was before this revision")

    static let declaration = Command(
        "list", "List the changes of the plan, the latest first",
        options: [OptionGroup("Filters", tenant, actor, since, limit, before)],
        examples: [
            Example("The last ones", "tenancyctl journal list"),
            Example("What happened to a tenant", "tenancyctl journal list --tenant acme --since 2026-11-01T00:00:00Z"),
            Example("Further back", "tenancyctl journal list --limit 10 --before 120"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        let query = [
            ("limit", match[limit].map { String($0) }), ("before", match[before].map { String($0) }),
            ("tenant", match[tenant]), ("actor", match[actor]), ("since", match[since]),
        ]
        let answer = try session.get(
            ObjectList<JournalObject>.self, ["journal"], query: query)
        try session.print(answer) { list in
            list.items.map { "revision/\($0.revision)" }
        } table: { list in
            session.table(
                ["revision", "time", "actor", "verb", "object", "reason"],
                list.items.map { [String($0.revision), $0.at.inSeconds, $0.actor, $0.verb, $0.object, $0.reason] })
        }
    }
}
