// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressReserve: Subcommand {
    private static let address = Option<String?>.value(
        "address", "ADDR", .text, "an address, prefix or number; the next free one unless given")
    private static let tenant = Option<String>.required(
        "tenant", "NAME", .name(of: .tenants), "for whom; the tenant need not exist yet")
    private static let pool = Option<String>.required("pool", "POOL", .name(of: .pools), "out of which pool")
    private static let length = Option<Int?>.value("length", "N", .number, "the length of the next free prefix")
    private static let lifetime = Option<Duration?>.value(
        "ttl", "TIME", .duration, "how long it waits; 24h unless given")

    static let declaration = Command(
        "reserve", "Keep space for a tenant for a while",
        discussion: """
            A reservation has a reason and an end, after which it is free by itself. Until then only its tenant may \
            have it, by allocating it by name or by being created with it; asking again renews it.
            """,
        options: [OptionGroup("Reservation", address, tenant, pool, length, lifetime), ChangeOptions.group],
        examples: [
            Example(
                "An address, for two hours",
                """
                tenancyctl address reserve --address 203.0.113.9 --pool public-v4 --tenant acme \\
                    --ttl 2h --reason migration
                """),
            Example(
                "The next free /20 for a customer to come",
                "tenancyctl address reserve --pool tenants --length 20 --tenant blue --ttl 7d --reason offer-17"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        var reservation = ReservationObject(owner: match[tenant], pool: match[pool])
        reservation.address = match[address]
        reservation.prefixLength = match[length]
        reservation.ttlSeconds = match[lifetime]?.components.seconds
        try session.change("POST", ["reservations"], body: JSON.encode(reservation)) { change in
            session.steps(of: change)
        }
    }
}
