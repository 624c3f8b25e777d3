// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolCreate: Subcommand {
    private static let name = Argument<String>.required("NAME", .text, "the name of the pool")
    private static let kind = Option<Kind?>.value(
        "kind", "KIND", .word, "what the pool holds; that of the parent unless given")
    private static let parent = Option<String?>.value(
        "parent", "POOL", .name(of: .pools), "the pool that it is a part of")
    private static let length = Option<Int?>.value(
        "length", "N", .number, "let the parent choose a free range of this prefix length")
    private static let cidr = Option<String?>.value("cidr", "PREFIX", .text, "the range, as a prefix")
    private static let range = Option<String?>.value(
        "range", "A-B", .text, "the range, as first and last address or number")
    private static let exclusions = Option<[String]>.repeated(
        "exclude", "RANGE", .text, "an address, prefix or range inside that is never handed out")
    private static let defaultLength = Option<Int?>.value(
        "default-length", "N", .number, "the prefix length of an allocation that asks for none")
    private static let minLength = Option<Int?>.value(
        "min-length", "N", .number, "the shortest prefix length that is given")
    private static let maxLength = Option<Int?>.value(
        "max-length", "N", .number, "the longest prefix length that is given")
    private static let reserve = Option<[LinkAddress]>.repeated(
        "reserve", "ADDRESS", .word, "hold back an address of the subnet that the range is")
    private static let policy = Option<Policy?>.value(
        "policy", "POLICY", .word, "where the next free block is taken; best unless given")
    private static let quarantine = Option<Duration?>.value(
        "quarantine", "TIME", .duration, "how long released space rests before others get it; 24h unless given")

    private enum Kind: String, CaseIterable { case `private`, `public`, transit, vlan, table, vni }
    private enum LinkAddress: String, CaseIterable { case network, broadcast, gateway }
    enum Policy: String, CaseIterable { case best, first, sparse }

    static let declaration = Command(
        "create", "Create a pool",
        discussion: """
            A private pool holds tenant CIDRs, a public one addresses that are unique in the world, a transit one the \
            subnets of links towards the provider. The pools 'vlan', 'table' and 'vni' hold numbers. With --parent the \
            pool is a part of another one of its kind.

            The policy 'best' takes the smallest hole that fits, 'first' the lowest, 'sparse' the middle of the largest, \
            so that what is handed out can grow in place.

            Public addresses are announced one by one, so by default none is held back. Where the range is the subnet of \
            a link, --reserve network, broadcast and gateway (the lowest host address) hold back what no workload may \
            have; another router's address is for --exclude. Ranges that the configuration reserves and the node's own \
            addresses are always held back.
            """,
        arguments: [name.declaration],
        options: [
            OptionGroup(
                "Pool options", kind, cidr, range, parent, length, exclusions, reserve, defaultLength, minLength,
                maxLength,
                policy, quarantine),
            ChangeOptions.group,
        ],
        examples: [
            Example(
                "Public addresses, without the router's",
                "tenancyctl pool create public-v4 --kind public --cidr 203.0.113.0/24 --exclude 203.0.113.1"),
            Example(
                "Space for tenant networks, a /20 each",
                "tenancyctl pool create tenants --kind private --cidr 10.0.0.0/8 --default-length 20"),
            Example(
                "A part of it for one site",
                "tenancyctl pool create tenants-east --parent tenants --length 12 --policy sparse"),
            Example("VLAN ids", "tenancyctl pool create customer-vlans --kind vlan --range 100-499"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        if match[cidr] != nil, match[range] != nil {
            throw UsageError("options '--cidr' and '--range' exclude each other", hint: "leave one of them out")
        }
        // The API keeps addresses in one field, however they are written, and numbers in the other.
        let kind = try match[kind]?.rawValue ?? self.kind(ofParent: match[parent], session)
        let isNumeric = ["vlan", "table", "vni"].contains(kind)
        let pool = PoolObject(
            metadata: ObjectMetadata(name: match[name]),
            spec: PoolObject.Spec(
                kind: kind, cidr: match[cidr] ?? (isNumeric ? nil : match[range]),
                range: isNumeric ? match[range] : nil, parent: match[parent], length: match[length],
                exclude: match[exclusions].isEmpty ? nil : match[exclusions],
                reserve: match[reserve].isEmpty ? nil : match[reserve].map(\.rawValue),
                defaultLength: match[defaultLength], minLength: match[minLength], maxLength: match[maxLength],
                policy: match[policy]?.rawValue, quarantineSeconds: match[quarantine]?.components.seconds))
        try session.change("POST", ["pools"], body: JSON.encode(pool)) { change in
            var fields = Fields()
            if let pool = change.pool { fields.add(pool) }
            fields.add("Revision", String(change.revision))
            return fields.rendered()
        }
    }

    private static func kind(ofParent parent: String?, _ session: Session) throws -> String {
        guard let parent else {
            throw UsageError("option '--kind' is missing", hint: "add --kind KIND, or --parent POOL")
        }
        return try session.get(PoolObject.self, ["pools", parent]).object.spec.kind
    }
}
