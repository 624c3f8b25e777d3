// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

extension Fixture {
    /// A plan of 11 revisions: the pools, a tenant with three networks, and a leak between two of them.
    static func plan() throws -> [Command] {
        try pools() + [
            tenant("acme"), network("acme-2", of: "acme"), network("acme-3", of: "acme"),
            leak("own", from: "acme-2", to: "acme", ["10.0.1.0/28"]),
        ]
    }

    /// One change of each kind, of that plan.
    static let changes: [(name: String, make: @Sendable () throws -> Command)] = [
        (
            "allocate",
            {
                var request = AddressRequest(tenant: try TenantName("acme"), role: .floating)
                request.network = try NetworkKey("acme")
                request.count = 2
                request.labels = ["for": "web"]
                return .allocate(request)
            }
        ),
        ("release", { .release(AddressRelease(value: try IPAddress(parsing: "203.0.113.1").bits)) }),
        (
            "drain an address",
            {
                .release(AddressRelease(value: try IPAddress(parsing: "203.0.113.1").bits, drain: .seconds(60)))
            }
        ),
        ("drain a tenant", { .drainTenant(try TenantName("acme"), .seconds(600)) }),
        (
            "reserve",
            {
                .reserve(
                    ReservationRequest(
                        owner: try TenantName("acme"), pool: try PoolName("public"), lifetime: .seconds(600)))
            }
        ),
        (
            "limit",
            {
                var change = TenantChange(name: try TenantName("acme"))
                change.quotas = [.publicIPv4: 7, .cidrIPv6: 1]
                return .updateTenant(change)
            }
        ),
        (
            "change a pool",
            {
                var change = PoolChange(name: try PoolName("public"))
                change.policy = .first
                change.quarantine = .seconds(5)
                change.addedExclusions = [try extent("203.0.113.8-203.0.113.11")]
                return .updatePool(change)
            }
        ),
        (
            "hand out what was excluded",
            {
                var change = PoolChange(name: try PoolName("public"))
                change.removedExclusions = [try extent("203.0.113.0")]
                return .updatePool(change)
            }
        ),
        (
            "make a child pool",
            {
                .createPool(
                    PoolRequest(
                        name: try PoolName("child"), kind: .private, parent: try PoolName("private"),
                        range: try extent("10.0.128.0/20")))
            }
        ),
        ("make a network", { try Fixture.network("acme-4", of: "acme") }),
        ("delete a network", { .deleteNetwork(try NetworkKey("acme-3")) }),
        ("make a leak", { try Fixture.leak("more", from: "acme-2", to: "acme-3", ["10.0.1.0/25"]) }),
        ("delete a leak", { .deleteLeak(try LeakName("own")) }),
        ("delete the tenant", { .deleteTenant(try TenantName("acme")) }),
    ]
}
