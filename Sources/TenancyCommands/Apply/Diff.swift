// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Diff: Subcommand {
    static let declaration = Command(
        "diff", "Show how the plan differs from documents",
        discussion: "What 'apply' would do, down to kernel and manifests. Exit code 2 when there is a difference.",
        options: [OptionGroup("Documents", Documents.file)],
        examples: [Example("Whether the plan is what the file says", "tenancyctl diff -f tenants.yaml")])

    static func run(_ session: Session) throws {
        let request = Request(
            method: "POST", path: ["v1", "apply"], query: Session.fields([("dryRun", "true")]),
            body: try Documents.body(of: session.match[Documents.file]))
        let answer = try session.answer(ChangeObject.self, request)
        let isDifferent = answer.object.results?.contains { $0.result != "unchanged" } ?? false
        try session.print(answer) { change in
            (change.results ?? []).filter { $0.result != "unchanged" }.map { "\($0.kind.lowercased())/\($0.name)" }
        } table: { change in
            isDifferent ? session.preview(of: change) : Documents.results(of: change)
        }
        if isDifferent { throw Difference() }
    }
}
