// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum JournalList: Subcommand {
    static let declaration = Command(
        "list", "List the changes of the plan",
        examples: [Example("All of them", "tenancyctl journal list")])

    static func run(_ session: Session) throws {
    }
}
