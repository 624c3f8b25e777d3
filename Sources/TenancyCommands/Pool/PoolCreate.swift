// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolCreate: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the pool")
    private static let kind = Option<Kind>.required("kind", "KIND", .word, "what the pool holds")
    private static let cidr = Option<String?>.value("cidr", "PREFIX", .text, "the range, as a prefix")
    private static let range = Option<String?>.value(
        "range", "A-B", .text, "the range, as first and last address or number")
    private static let exclusions = Option<[String]>.repeated(
        "exclude", "RANGE", .text, "an address, prefix or range inside that is never handed out")
    private static let defaultLength = Option<Int?>.value(
        "default-length", "N", .number, "the prefix length of an allocation that asks for none")
    private static let policy = Option<Policy?>.value(
        "policy", "POLICY", .word, "take the next free block from the best fitting hole or from the first")
    private static let quarantine = Option<Duration?>.value(
        "quarantine", "TIME", .duration, "how long released space rests before others get it; 24h unless given")

    private enum Kind: String, CaseIterable { case `private`, `public`, transit, vlan, table }
    private enum Policy: String, CaseIterable { case best, first }

    static let declaration = Command(
        "create", "Create a pool",
        discussion: """
            A private pool holds tenant CIDRs, a public one addresses that are unique in the world, a transit one the \
            subnets of links towards the provider. The pools 'vlan' and 'table' hold numbers.
            """,
        arguments: [name.declaration],
        options: [
            OptionGroup("Pool options", kind, cidr, range, exclusions, defaultLength, policy, quarantine),
            ChangeOptions.group,
        ],
        examples: [
            Example(
                "Public addresses, without the router's",
                "tenancyctl pool create public-v4 --kind public --cidr 203.0.113.0/24 --exclude 203.0.113.1"),
            Example(
                "Space for tenant networks, a /20 each",
                "tenancyctl pool create tenants --kind private --cidr 10.0.0.0/8 --default-length 20"),
            Example("VLAN ids", "tenancyctl pool create customer-vlans --kind vlan --range 100-499"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        if match[cidr] != nil, match[range] != nil {
            throw UsageError("options '--cidr' and '--range' exclude each other", hint: "leave one of them out")
        }
        // The API keeps addresses in one field, however they are written, and numbers in the other.
        let isNumeric = match[kind] == .vlan || match[kind] == .table
        let pool = PoolObject(
            metadata: ObjectMetadata(name: match[name]),
            spec: PoolObject.Spec(
                kind: match[kind].rawValue, cidr: match[cidr] ?? (isNumeric ? nil : match[range]),
                range: isNumeric ? match[range] : nil, exclude: match[exclusions].isEmpty ? nil : match[exclusions],
                defaultLength: match[defaultLength],
                policy: match[policy]?.rawValue, quarantineSeconds: match[quarantine]?.components.seconds))
        try session.change("POST", ["pools"], body: JSON.encode(pool)) { change in
            var fields = Fields()
            if let pool = change.pool { fields.add(pool) }
            fields.add("Revision", String(change.revision))
            return fields.rendered()
        }
    }
}
