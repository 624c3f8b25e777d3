// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantUpdate: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")
    private static let quotas = Option<[KeyValue]>.repeated(
        "quota", "RESOURCE=N", .keyValue, "how much of it the tenant may have, or 'none' for no limit")
    private static let cancelsDrain = Option<Bool>.flag("cancel-drain", "have a draining tenant stay")

    static let declaration = Command(
        "update", "Change a tenant's quotas, or end its draining",
        discussion: """
            Resources are public-ipv4 and public-ipv6 (single public addresses of any role), cidr-ipv4 (addresses in \
            CIDRs) and cidr-ipv6 (networks of length 64 in CIDRs). A quota is not set below what is used.
            """,
        arguments: [name.declaration], options: [OptionGroup("Tenant", quotas, cancelsDrain), ChangeOptions.group],
        examples: [Example("Eight public addresses", "tenancyctl tenant update acme --quota public-ipv4=8")])

    static func run(_ session: Session) throws {
        let match = session.match
        var patch = TenantPatch()
        patch.quotas = try match[quotas].dictionary("quota")
        patch.cancelDrain = match[cancelsDrain] ? true : nil
        guard patch != TenantPatch() else {
            throw UsageError("nothing is to be changed", hint: "tenancyctl help tenant update")
        }
        let name = match[name]
        try session.change("PATCH", ["tenants", name], body: JSON.encode(patch), tenant: name) { change in
            session.steps(of: change)
        }
    }
}
