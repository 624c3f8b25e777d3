// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum PoolList: Subcommand {
    static let declaration = Command(
        "list", "List the pools and what is free in them",
        examples: [Example("Names only", "tenancyctl pool list -o name")])

    static func run(_ session: Session) throws {
    }
}
