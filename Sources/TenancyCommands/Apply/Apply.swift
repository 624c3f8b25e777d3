// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Apply: Subcommand {
    private static let prune = Option<Bool>.flag(
        "prune", "delete the tenants, their networks, and the leaks with the label that no document names")
    private static let labels = Option<[KeyValue]>.repeated(
        "label", "KEY=VALUE", .keyValue, "what --prune is about; a network has the labels of its tenant")

    static let declaration = Command(
        "apply", "Make the plan match documents",
        discussion: """
            Documents are what -o yaml prints, of kind Pool, Tenant, Network and Leak, in any order. What is not there \
            is made, what differs is changed, all of it in one transaction; what cannot be changed in place is \
            refused. What a document leaves out stays as it is in a tenant and a network, and is as for a new one in \
            a pool and a leak. A tenant's document describes the network of its name.
            """,
        options: [OptionGroup("Documents", Documents.file, prune, labels), ChangeOptions.group],
        examples: [
            Example("What a file describes", "tenancyctl apply -f tenants.yaml --wait"),
            Example(
                "And nothing else of a contract",
                "tenancyctl apply -f tenants.yaml --prune --label contract=4711 --dry-run"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        guard match[prune] != match[labels].isEmpty else {
            throw UsageError(
                match[prune]
                    ? "option '--prune' needs a label" : "option '--label' is for '--prune', which is not given",
                hint: match[prune] ? "add --label KEY=VALUE" : "add --prune")
        }
        let body = try Documents.body(of: match[Documents.file])
        let labels = match[labels].map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        try session.change("POST", ["apply"], query: [("prune", match[prune] ? labels : nil)], body: body) { change in
            Documents.results(of: change) + "revision \(change.revision)\n"
        }
    }
}
