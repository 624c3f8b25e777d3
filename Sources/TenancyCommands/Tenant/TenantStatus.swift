// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum TenantStatus: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    static let declaration = Command(
        "status", "Show how far the kernel and the manifests are", arguments: [name.declaration],
        examples: [Example("Whether it has arrived", "tenancyctl tenant status acme")])

    static func run(_ session: Session) throws {
    }
}
