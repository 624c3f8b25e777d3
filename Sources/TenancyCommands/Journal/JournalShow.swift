// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum JournalShow: Subcommand {
    private static let revision = Argument<Int>.required("REVISION", .number, "the revision that the change made")

    static let declaration = Command(
        "show", "Show one change with its rows and what became of it", arguments: [revision.declaration],
        examples: [Example("What exactly was done", "tenancyctl journal show 7")])

    static func run(_ session: Session) throws {
        let answer = try session.get(JournalObject.self, ["journal", String(session.match[revision])])
        try session.print(answer) { entry in
            ["revision/\(entry.revision)"]
        } table: { entry in
            var fields = Fields()
            fields.add("Revision", String(entry.revision))
            fields.add("Time", entry.at)
            fields.add("Actor", "\(entry.actor), by \(entry.via)")
            fields.add("Action", "\(entry.verb) \(entry.object)")
            fields.add("Reason", entry.reason)
            fields.add("Request", entry.request)
            fields.add("Undoes", ifAny: entry.undoes.map { "revision \($0)" })
            fields.add("Steps", each: entry.steps.map { session.line($0) })
            fields.add("Rows", each: (entry.rows ?? []).map(\.line))
            fields.add("Delivered", each: (entry.deliveries ?? []).map { $0.line(of: entry.revision) })
            fields.add("Hash", entry.hash)
            return fields.rendered()
        }
    }
}
