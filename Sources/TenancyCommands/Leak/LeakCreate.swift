// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum LeakCreate: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the leak")
    private static let source = Option<String>.required(
        "from", "NETWORK", .name(of: .networks), "the network that offers something")
    private static let target = Option<String>.required(
        "to", "NETWORK", .name(of: .networks), "the network that may use it")
    private static let prefixes = Option<[String]>.repeated(
        "prefix", "PREFIX", .text, "what is offered: a part of a CIDR of the first network")
    private static let both = Option<Bool>.flag(
        "both", "let the first network reach all CIDRs of the second, so that it can answer")
    private static let returned = Option<[String]>.repeated(
        "return-prefix", "PREFIX", .text, "let it reach this part of them only")
    private static let connect = Option<[Reach]>.repeated(
        "connect", "WHAT", .word, "instead of prefixes: pods or services of both whole networks meet in the cluster")
    private static let labels = Option<[KeyValue]>.repeated("label", "KEY=VALUE", .keyValue, "a label of the leak")

    private enum Reach: String, CaseIterable { case pods, services }

    static let declaration = Command(
        "create", "Let one network reach a part of another",
        discussion: """
            Networks are separate. A leak puts a route for each prefix into the VRF of the second network, by which it \
            reaches the first, and with --both or --return-prefix routes for the answers. Without them packets arrive \
            and none comes back. It is not transitive, shows only what the first network owns, and no address may \
            mean two things: leaked prefixes overlap nothing else that is shared on the node. Both networks have a VRF.

            With --connect OVN-Kubernetes joins the two networks itself, where the configuration declares \
            cluster-network-connect. It knows no prefixes: all pods, or the Services, of each network reach those of \
            the other. That needs vrf-lite or egress-ip networks, not both vrf-lite, of the same families.
            """,
        arguments: [name.declaration],
        options: [OptionGroup("Leak", source, target, prefixes, both, returned, connect, labels), ChangeOptions.group],
        examples: [
            Example(
                "The provider's name server for a tenant",
                "tenancyctl leak create dns-acme --from services --to acme --prefix 10.0.0.53/32 --both"),
            Example(
                "What the kernel would get",
                "tenancyctl leak create dns-blue --from services --to blue --prefix 10.0.0.53/32 --both --dry-run"),
            Example(
                "All Services of two networks in the cluster",
                "tenancyctl leak create registry --from services --to acme --connect services"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        guard !match[prefixes].isEmpty || !match[connect].isEmpty else {
            throw UsageError(
                "missing option '--prefix PREFIX'",
                hint: "add --prefix PREFIX, a part of \(match[source]), or --connect services")
        }
        let leak = LeakObject(
            metadata: ObjectMetadata(name: match[name], labels: try match[labels].dictionary("label")),
            spec: LeakObject.Spec(
                from: match[source], to: match[target], prefixes: match[prefixes],
                returnPrefixes: match[returned].isEmpty ? nil : match[returned], both: match[both] ? true : nil,
                connect: match[connect].isEmpty ? nil : match[connect].map(\.rawValue)))
        try session.change("POST", ["leaks"], body: JSON.encode(leak)) { change in
            var fields = Fields()
            if let leak = change.leak { fields.add(leak) }
            fields.add("Revision", String(change.revision))
            return fields.rendered()
        }
    }
}
