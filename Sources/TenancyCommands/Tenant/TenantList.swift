// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum TenantList: Subcommand {
    static let declaration = Command(
        "list", "List the tenants",
        examples: [Example("Their networks, for a script", "tenancyctl tenant list --no-headers")])

    static func run(_ session: Session) throws {
    }
}
