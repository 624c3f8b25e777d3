// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum Version: Subcommand {
    static let declaration = Command(
        "version", "Show the versions of the command and of the daemon",
        examples: [Example("Both of them", "tenancyctl version")])

    static func run(_ session: Session) throws {
    }
}
