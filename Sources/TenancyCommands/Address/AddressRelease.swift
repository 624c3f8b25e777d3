// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressRelease: Subcommand {
    private static let address = Argument<String>.required("ADDRESS", .text, "an address, or a number with --pool")
    private static let pool = Option<String?>.value("pool", "POOL", .name(of: .pools), "the pool of the number")
    private static let drain = Option<Duration?>.value(
        "drain", "TIME", .duration, "release it after this time; until then it stays in use")

    static let declaration = Command(
        "release", "Give an address back, or a reservation up",
        discussion: """
            A released address rests in quarantine as long as its pool says. Until then only the tenant that had it may \
            have it back, by allocating it by name; that also ends a draining.
            """,
        arguments: [address.declaration], options: [OptionGroup("Release", pool, drain), ChangeOptions.group],
        examples: [
            Example("At once", "tenancyctl address release 203.0.113.4"),
            Example("In an hour", "tenancyctl address release 203.0.113.4 --drain 1h --reason moved"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        try session.change(
            "DELETE", ["addresses", match[address]],
            query: [("pool", match[pool]), ("drain", match[drain].map { String($0.components.seconds) })]
        ) { change in
            session.steps(of: change)
        }
    }
}
