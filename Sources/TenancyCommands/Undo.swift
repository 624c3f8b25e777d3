// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Undo: Subcommand {
    private static let revision = Argument<Int>.required("REVISION", .number, "the revision that the change made")

    static let declaration = Command(
        "undo", "Take a change back",
        discussion: """
            The rows of the plan are as they were before the change, in a new change of its own; the journal keeps \
            both. Refused with their list when later changes depend on it. A network that comes back has a new CUDN.
            """,
        arguments: [revision.declaration], options: [ChangeOptions.group],
        examples: [
            Example("See what it would do", "tenancyctl undo 12 --dry-run"),
            Example("Take it back and wait until kernel and manifests have it", "tenancyctl undo 12 --wait"),
        ])

    static func run(_ session: Session) throws {
        let revision = session.match[revision]
        try session.change("POST", ["revisions", String(revision), "undo"]) { change in
            "revision \(revision) is undone, revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
