// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum NetworkShow: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .networks), "the name of the network")

    static let declaration = Command(
        "show", "Show a network with its addresses", arguments: [name.declaration],
        examples: [Example("As a document for 'apply'", "tenancyctl network show acme-test -o yaml")])

    static func run(_ session: Session) throws {
        let answer = try session.get(NetworkDocument.self, ["networks", session.match[name]])
        try session.print(answer) { network in
            ["network/\(network.metadata.name)"]
        } table: { network in
            var fields = Fields()
            fields.add("Tenant", network.spec.tenant)
            if let network = network.status { fields.add(network) }
            return fields.rendered()
        }
    }
}
