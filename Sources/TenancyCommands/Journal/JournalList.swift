// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum JournalList: Subcommand {
    private static let limit = Option<Int?>.value(
        "limit", "N", .number, "how many at most, up to 1000; 50 unless given")
    private static let before = Option<Int?>.value("before", "REVISION", .number, "only what was before this revision")

    static let declaration = Command(
        "list", "List the changes of the plan, the latest first",
        options: [OptionGroup("Filters", limit, before)],
        examples: [
            Example("The last ones", "tenancyctl journal list"),
            Example("Further back", "tenancyctl journal list --limit 10 --before 120"),
        ])

    static func run(_ session: Session) throws {
        let query = [("limit", session.match[limit]), ("before", session.match[before])]
        let answer = try session.get(
            ObjectList<JournalObject>.self, ["journal"], query: query.map { ($0, $1.map { String($0) }) })
        try session.print(answer) { list in
            list.items.map { "revision/\($0.revision)" }
        } table: { list in
            session.table(
                ["revision", "time", "actor", "verb", "object", "reason"],
                list.items.map { [String($0.revision), $0.at.inSeconds, $0.actor, $0.verb, $0.object, $0.reason] })
        }
    }
}
