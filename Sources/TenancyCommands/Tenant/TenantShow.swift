// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantShow: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")

    static let declaration = Command(
        "show", "Show a tenant with its networks and addresses", arguments: [name.declaration],
        examples: [Example("All of it as JSON", "tenancyctl tenant show acme -o json")])

    static func run(_ session: Session) throws {
        let answer = try session.get(TenantObject.self, ["tenants", session.match[name]])
        try session.print(answer) { tenant in
            ["tenant/\(tenant.metadata.name)"]
        } table: { tenant in
            var fields = Fields()
            fields.add(tenant)
            return fields.rendered()
        }
    }
}
