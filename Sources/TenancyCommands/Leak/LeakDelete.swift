// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum LeakDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .leaks), "the name of the leak")

    static let declaration = Command(
        "delete", "Separate two networks again", arguments: [name.declaration], options: [ChangeOptions.group],
        examples: [
            Example("See which routes would go", "tenancyctl leak delete dns-acme --dry-run"),
            Example("And wait until the kernel has let go", "tenancyctl leak delete dns-acme --wait=kernel"),
        ])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        try session.change("DELETE", ["leaks", name]) { change in
            "leak \(name.printable) is deleted, revision \(change.revision)\n" + session.steps(of: change)
        }
    }
}
