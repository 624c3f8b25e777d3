// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolDelete: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .pools), "the name of the pool")

    static let declaration = Command(
        "delete", "Delete a pool that nothing is allocated from", arguments: [name.declaration],
        options: [ChangeOptions.group],
        examples: [Example("See whether it can go", "tenancyctl pool delete public-v4 --dry-run")])

    static func run(_ session: Session) throws {
        let name = session.match[name]
        try session.change("DELETE", ["pools", name]) { change in
            "pool \(name.printable) is deleted, revision \(change.revision)\n"
        }
    }
}
