// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum ManifestsPublish: Subcommand {
    private static let takeOver = Option<Bool>.flag(
        "take-over", "replace what somebody else wrote at our paths; history keeps it")
    private static let reason = Option<String?>.value("reason", "TEXT", .text, "why; stands in the commit")

    static let declaration = Command(
        "publish", "Publish the manifests of the plan now",
        discussion: """
            The daemon publishes each change by itself, and never overwrites a file that somebody else changed: \
            'tenancyctl drift' shows those. With --take-over they become what the plan says again.
            """,
        options: [OptionGroup("Options", takeOver, reason)],
        examples: [
            Example(
                "After a look at what somebody changed by hand",
                "tenancyctl manifests publish --take-over --reason mistake")
        ])

    static func run(_ session: Session) throws {
        let request = Request(
            method: "POST", path: ["v1", "manifests", "publish"],
            query: Session.fields([("takeOver", session.match[takeOver] ? "true" : nil)]),
            headers: Session.fields([("Tenancy-Reason", session.match[reason].map(Request.encoded))]),
            // A push may take a minute, and is tried again when others are faster.
            timeout: .seconds(300))
        let answer = try session.answer(PublicationObject.self, request)
        try session.print(answer) { _ in
            ["publication/\(answer.object.commit)"]
        } table: { publication in
            let verb = publication.proposal.map { "proposed on branch \($0)" } ?? "published"
            let count = publication.changed.count == 1 ? "1 file" : "\(publication.changed.count) files"
            return
                "revision \(publication.revision) is \(verb), commit \(publication.commit.prefix(12)), \(count) changed\n"
                + publication.takenOver.map { "taken over: \($0)\n" }.joined()
        }
    }
}
