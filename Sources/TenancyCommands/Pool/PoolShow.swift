// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolShow: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .pools), "the name of the pool")

    static let declaration = Command(
        "show", "Show a pool, what is held back in it, and how long it lasts", arguments: [name.declaration],
        examples: [Example("How much is left", "tenancyctl pool show public-v4")])

    static func run(_ session: Session) throws {
        let answer = try session.get(PoolObject.self, ["pools", session.match[name]])
        try session.print(answer) { pool in
            ["pool/\(pool.metadata.name)"]
        } table: { pool in
            var fields = Fields()
            fields.add(pool)
            return fields.rendered()
        }
    }
}
