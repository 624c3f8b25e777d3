// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolUpdate: Subcommand {
    private static let name = Argument<String>.required("NAME", .name(of: .pools), "the name of the pool")
    private static let range = Option<String?>.value(
        "range", "RANGE", .text, "the whole new range, as a prefix or as first and last")
    private static let exclusions = Option<[String]>.repeated(
        "exclude", "RANGE", .text, "an address, prefix or range that shall not be handed out")
    private static let inclusions = Option<[String]>.repeated(
        "include", "RANGE", .text, "something excluded that shall be handed out again")
    private static let defaultLength = Option<Int?>.value(
        "default-length", "N", .number, "the prefix length of an allocation that asks for none")
    private static let minLength = Option<String?>.value(
        "min-length", "N", .text, "the shortest prefix length that is given, or 'none'")
    private static let maxLength = Option<String?>.value(
        "max-length", "N", .text, "the longest prefix length that is given, or 'none'")
    private static let policy = Option<PoolCreate.Policy?>.value(
        "policy", "POLICY", .word, "where the next free block is taken")
    private static let quarantine = Option<Duration?>.value(
        "quarantine", "TIME", .duration, "how long released space rests from now on")

    static let declaration = Command(
        "update", "Change a pool",
        discussion: """
            What is in use stays: a change that would drop or exclude something that is held, reserved or in \
            quarantine is refused, and names it. A child pool grows into what is free of its parent.
            """,
        arguments: [name.declaration],
        options: [
            OptionGroup(
                "Pool options", range, exclusions, inclusions, defaultLength, minLength, maxLength, policy, quarantine),
            ChangeOptions.group,
        ],
        examples: [
            Example("Twice as many addresses", "tenancyctl pool update public-v4 --range 203.0.112.0/23"),
            Example(
                "Give the router's address back and keep another",
                "tenancyctl pool update public-v4 --include 203.0.113.1 --exclude 203.0.113.254"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        var patch = PoolPatch()
        patch.range = match[range]
        patch.exclude = match[exclusions].isEmpty ? nil : match[exclusions]
        patch.include = match[inclusions].isEmpty ? nil : match[inclusions]
        patch.defaultLength = match[defaultLength]
        patch.minLength = match[minLength]
        patch.maxLength = match[maxLength]
        patch.policy = match[policy]?.rawValue
        patch.quarantineSeconds = match[quarantine]?.components.seconds
        guard patch != PoolPatch() else {
            throw UsageError("nothing is to be changed", hint: "tenancyctl help pool update")
        }
        try session.change("PATCH", ["pools", match[name]], body: JSON.encode(patch)) { change in
            session.steps(of: change)
        }
    }
}
