// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum TenantSheet: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .tenants), "the name of the tenant")

    static let declaration = Command(
        "sheet", "Print the sheet to hand to a tenant",
        discussion: "Besides the formats of all commands there is '-o markdown'.", arguments: [name.declaration],
        examples: [
            Example("For the hand-over", "tenancyctl tenant sheet acme"),
            Example("For a ticket", "tenancyctl tenant sheet acme -o markdown"),
        ])

    static func run(_ session: Session) throws {
        let answer = try session.get(SheetObject.self, ["tenants", session.match[name], "sheet"])
        guard session.match[GlobalOptions.output] != .markdown else {
            return session.console.write(answer.object.markdown)
        }
        try session.print(answer) { sheet in
            ["tenant/\(sheet.tenant)"]
        } table: { sheet in
            var head = Fields()
            head.add("Tenant", sheet.tenant)
            head.addLabels(sheet.labels)
            let networks = sheet.networks.map { network in
                var fields = Fields()
                fields.add(network)
                fields.add("BGP session", ifAny: sheet.sessions?[network.name])
                let notes = sheet.notes[network.name] ?? []
                return fields.rendered() + (notes.isEmpty ? "" : "\n")
                    + notes.map { "* \($0.printable)\n" }.joined()
                    + (sheet.claims?[network.name] ?? []).map { claim in
                        "\n\(claim.title.printable)\n"
                            + claim.manifest.split(separator: "\n").map { "    \(String($0).printable)\n" }.joined()
                    }.joined()
            }
            return ([head.rendered()] + networks).joined(separator: "\n")
        }
    }
}
