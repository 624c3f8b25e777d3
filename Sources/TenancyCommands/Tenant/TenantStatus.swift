// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantStatus: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the tenant")

    static let declaration = Command(
        "status", "Show how far the kernel and the manifests are", arguments: [name.declaration],
        examples: [Example("Whether it has arrived", "tenancyctl tenant status acme")])

    static func run(_ session: Session) throws {
        let answer = try session.get(StatusObject.self, ["tenants", session.match[name], "status"])
        try session.print(answer) { status in
            ["tenant/\(status.tenant ?? session.match[name])"]
        } table: { status in
            session.table(status.items)
        }
    }
}
