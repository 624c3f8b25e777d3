// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum PoolShow: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the pool")

    static let declaration = Command(
        "show", "Show a pool", arguments: [name.declaration],
        examples: [Example("How much is left", "tenancyctl pool show public-v4")])

    static func run(_ session: Session) throws {
    }
}
