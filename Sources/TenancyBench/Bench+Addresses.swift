// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import TenancyStore

extension Bench {
    /// Next free addresses of one pool, one at a time, beside what is there.
    var nextFree: [Case] {
        let count = scaled(20_000)
        let sizes = [0, 1000, scaled(1_000_000)]
        let flat = sizes.flatMap { live in
            [1, 8].map { clients in
                Case(name: "next-free-\(live)-live-\(clients)") { bench in
                    try await bench.holders(1000, of: "100.0.0.0/8", live: live)
                    return try await Timing.of(count, clients: clients) { number in
                        try await bench.execute(try Workbench.address(of: number % 1000))
                    }
                }
            }
        }
        let empty = Case(name: "next-free-16-empty") { bench in
            try await bench.holders(10, of: "100.64.0.0/16", live: 0)
            return try await Timing.of(scaled(20_000), clients: 1) { number in
                try await bench.execute(try Workbench.address(of: number % 10))
            }
        }
        let full = Case(name: "next-free-16-97%-full") { bench in
            try await bench.holders(10, of: "100.64.0.0/16", live: 63_570)
            return try await Timing.of(1900, clients: 1) { number in
                try await bench.execute(try Workbench.address(of: number % 10))
            }
        }
        let scattered = Case(name: "scattered-128s-in-64") { bench in
            try await bench.holders(10, of: "2001:db8::/64", live: 0)
            var random = Scatter()
            let values = (0..<scaled(200_000)).map { _ in random.next() }
            try await bench.fill(0..<(values.count / 1000)) { part in
                var request = AddressRequest(
                    tenant: try TenantName("t\(part % 10)"), role: .floating, families: [.ipv6])
                request.values = Array(values[(part * 1000)..<(part * 1000 + 1000)])
                try await bench.execute(.allocate(request))
            }
            return try await Timing.of(scaled(20_000)) { number in
                try await bench.execute(try Workbench.address(of: number % 10, family: .ipv6))
            }
        }
        return flat + [empty, full, scattered]
    }

    /// /24s of a pool that has many children already.
    var children: [Case] {
        [10_000, 100_000].map { there in
            Case(name: "next-24-\(there)-children") { bench in
                try await bench.tenantPools()
                // Smaller than what is asked for: a /8 has 65,536 of those.
                try await bench.fill(0..<scaled(there)) {
                    try await bench.execute(try Workbench.tenant($0, length: 28))
                }
                return try await Timing.of(scaled(2000)) { number in
                    try await bench.execute(try Workbench.tenant(1_000_000 + number))
                }
            }
        }
    }

    /// Clients that each make a connection per request, as `tenancyctl` does.
    var addressesThroughSocket: [Case] {
        [1, 8, 64].map { clients in
            Case(name: "next-free-socket-\(clients)") { bench in
                try await bench.holders(100, of: "100.0.0.0/8", live: 1000)
                return try await bench.served(scaled(20_000), clients: clients) { client, number in
                    try await client.send("POST", ["v1", "addresses"], AddressBody(tenant: "t\(number % 100)"))
                }
            }
        }
    }

    /// Reads by `tenancyctl`, from the start of its process to its end.
    var commands: [Case] {
        [["address", "show", "100.0.0.7"], ["tenant", "show", "t7"], ["pool", "list"]].map { arguments in
            Case(name: "tenancyctl-\(arguments[0])-\(arguments[1])") { bench in
                try await bench.holders(100, of: "100.0.0.0/8", live: 1000)
                return try await bench.command(scaled(1000), arguments)
            }
        }
    }

    /// What a plan of a million addresses costs at a start, at a backup and at a look into the past.
    var big: [Case] {
        let live = scaled(1_000_000)
        return [
            Case(name: "start-\(live)-rows") { bench in
                try await bench.holders(1000, of: "100.0.0.0/8", live: live)
                var timing = try await Timing.of(3) { _ in try await bench.prove() }
                timing.rows = live
                return timing
            },
            Case(name: "backup-\(live)-rows") { bench in
                try await bench.holders(1000, of: "100.0.0.0/8", live: live)
                var timing = try await Timing.of(3) { _ in _ = try await bench.store.backup() }
                timing.rows = live
                return timing
            },
            Case(name: "owner-\(live)-tenures") { bench in
                try await bench.holders(1000, of: "100.0.0.0/8", live: live)
                var random = Scatter()
                let first = try IPAddress(parsing: "100.0.0.0").bits
                return try await Timing.of(scaled(50_000)) { _ in
                    let value = first + UInt128(random.next() % UInt128(live))
                    guard try await !bench.store.address(IPAddress(bits: value)).tenures.isEmpty else {
                        throw TenancyError(.internal, "an address has no history")
                    }
                }
            },
        ]
    }
}

/// The body of a request for one address.
private struct AddressBody: Encodable {
    let tenant: String
    let role = "floating"
    let pool = "addresses"
}

/// Values spread over a /64, the same ones in each run.
private struct Scatter {
    private var state: UInt64 = 1

    mutating func next() -> UInt128 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt128(0x2001_0db8_0000_0000) << 64 | UInt128(value ^ (value >> 31))
    }
}

extension Workbench {
    static func address(of tenant: Int, family: AddressFamily = .ipv4) throws -> Command {
        var request = AddressRequest(tenant: try TenantName("t\(tenant)"), role: .floating, families: [family])
        request.pools = [try PoolName("addresses")]
        return .allocate(request)
    }

    /// Tenants, and a pool of which they hold so many addresses.
    func holders(_ tenants: Int, of range: String, live: Int) async throws {
        try await tenantPools(public: "198.18.0.0/15")
        try await pool("addresses", .public, range)
        try await fill(0..<tenants) { try await execute(try Workbench.tenant($0)) }
        let each = max(1, min(live / tenants, 1000))
        try await fill(0..<(live / each)) { number in
            var request = AddressRequest(tenant: try TenantName("t\(number % tenants)"), role: .floating)
            request.pools = [try PoolName("addresses")]
            request.count = each
            try await execute(.allocate(request))
        }
        try settle()
    }
}
