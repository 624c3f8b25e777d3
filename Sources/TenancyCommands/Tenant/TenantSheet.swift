// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum TenantSheet: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    static let declaration = Command(
        "sheet", "Print the sheet to hand to a tenant", arguments: [name.declaration],
        examples: [Example("For the hand-over", "tenancyctl tenant sheet acme")])

    static func run(_ session: Session) throws {
    }
}
