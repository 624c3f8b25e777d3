// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum AddressList: Subcommand {
    private static let tenant = Option<String?>.value("tenant", "NAME", .text, "only what this tenant holds")
    private static let pool = Option<String?>.value("pool", "NAME", .text, "only what was taken from this pool")

    static let declaration = Command(
        "list", "List what is allocated", options: [OptionGroup("Filters", tenant, pool)],
        examples: [Example("Of one tenant", "tenancyctl address list --tenant acme")])

    static func run(_ session: Session) throws {
    }
}
