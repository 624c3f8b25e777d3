// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum AddressShow: Subcommand {
    private static let address = Argument<String>.required("ADDRESS", .text, "an address")

    static let declaration = Command(
        "show", "Show who holds an address", arguments: [address.declaration],
        examples: [Example("Whose is it", "tenancyctl address show 203.0.113.4")])

    static func run(_ session: Session) throws {
    }
}
