// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum LeakShow: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .leaks), "the name of the leak")

    static let declaration = Command(
        "show", "Show a leak", arguments: [name.declaration],
        examples: [Example("As a document for 'apply'", "tenancyctl leak show dns-acme -o yaml")])

    static func run(_ session: Session) throws {
        let answer = try session.get(LeakObject.self, ["leaks", session.match[name]])
        try session.print(answer) { leak in
            ["leak/\(leak.metadata.name)"]
        } table: { leak in
            var fields = Fields()
            fields.add(leak)
            return fields.rendered()
        }
    }
}
