// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

/// Pools, single addresses, quotas, reservations and the way out, on the naive model.
@Suite("Allocation")
struct AllocationTests {
    var ledger = MemoryLedger()
    let start = Timestamp(microseconds: 0)
    let acme: TenantName
    let blue: TenantName

    init() throws {
        acme = try TenantName("acme")
        blue = try TenantName("blue")
        try run(.createPool(pool("tables", .table, "256-999")))
        try run(.createPool(pool("tenants", .private, "10.0.0.0/16")))
        try run(.createPool(pool("public", .public, "203.0.113.0/28")))
        for name in [acme, blue] {
            var request = TenantRequest(name: name)
            request.connectivity = .hostVRF
            request.prefixLengths = [.ipv4: 24]
            try run(.createTenant(request))
        }
    }

    private func pool(
        _ name: String, _ kind: PoolKind, _ range: String?, parent: String? = nil, length: Int? = nil,
        exclude: [String] = [], reserve: Set<LinkAddress> = [], min: Int? = nil, max: Int? = nil,
        policy: PoolPolicy = .best
    ) throws -> PoolRequest {
        func extent(_ text: String) throws -> Extent {
            kind.isNumeric ? try Extent(parsingNumbers: text) : try Extent(parsingAddresses: text)
        }
        return PoolRequest(
            name: try PoolName(name), kind: kind, parent: try parent.map { try PoolName($0) },
            range: try range.map(extent), length: length.map { $0 + 96 }, exclusions: try exclude.map(extent),
            reserve: reserve, minBits: min.map { $0 + 96 }, maxBits: max.map { $0 + 96 }, policy: policy,
            quarantine: .seconds(60))
    }

    @discardableResult
    private mutating func run(
        _ command: Command, at seconds: Int = 0, settings: PlanSettings = PlanSettings(), reason: String = ""
    ) throws -> Plan {
        var copy = ledger
        let planner = Planner(settings: settings, now: start + .seconds(seconds), reason: reason)
        let plan = try planner.plan(command, on: &copy)
        ledger = copy
        try ledger.checkWhole()
        return plan
    }

    private mutating func refusal(
        _ command: Command, at seconds: Int = 0, settings: PlanSettings = PlanSettings(), reason: String = ""
    ) throws -> TenancyError {
        try #require(throws: TenancyError.self) {
            try run(command, at: seconds, settings: settings, reason: reason)
        }
    }

    private func request(
        _ tenant: TenantName, _ role: AllocationRole = .loadBalancer,
        _ change: (inout AddressRequest) throws -> Void = { _ in }
    ) rethrows -> Command {
        var request = AddressRequest(tenant: tenant, role: role)
        try change(&request)
        return .allocate(request)
    }

    private func value(_ text: String) throws -> UInt128 { try IPAddress(parsing: text).bits }
    private func change(_ name: String, _ change: (inout PoolChange) throws -> Void) throws -> Command {
        var request = PoolChange(name: try PoolName(name))
        try change(&request)
        return .updatePool(request)
    }
    private func held(_ tenant: TenantName, _ role: AllocationRole = .loadBalancer) -> [String] {
        ledger.allocations.filter { $0.tenant == tenant && $0.role == role }.map(\.text).sorted()
    }

    // MARK: Pools

    @Test("a child pool is an extent of its parent, gives what lies in it, and keeps its parent from going")
    mutating func children() throws {
        try run(.createPool(pool("east", .private, "10.0.128.0/17", parent: "tenants")))
        let plan = try run(.createPool(pool("west", .private, nil, parent: "tenants", length: 20)))
        #expect(plan.steps.first == .init(.create, "pool west", "private 10.0.16.0/20, of pool tenants"))
        var tenant = TenantRequest(name: try TenantName("one"))
        (tenant.connectivity, tenant.prefixLengths) = (.egressIP, [.ipv4: 24])
        tenant.privatePool = try PoolName("west")
        tenant.egressPool = try PoolName("public")
        #expect(try run(.createTenant(tenant)).tenant?.networks.first?.cidrs.map(\.description) == ["10.0.16.0/24"])
        #expect(
            try refusal(.deletePool(PoolName("tenants"))).message
                == "cannot delete pool tenants: 10.0.16.0/20 is child pool west")
        #expect(
            try refusal(.deletePool(PoolName("west"))).message
                == "cannot delete pool west: tenant one holds 10.0.16.0/24")
        let taken = try refusal(.createPool(pool("more", .private, "10.0.144.0/20", parent: "tenants")))
        #expect(taken.message == "cidr: 10.0.144.0/20 is not free in pool tenants: 10.0.128.0/17 is child pool east")
        let kind = try refusal(.createPool(pool("more", .public, "10.0.64.0/24", parent: "tenants")))
        #expect(kind.message == "kind: pool tenants is of kind private, and so are its children")
        let outside = try refusal(.createPool(pool("more", .private, "10.1.0.0/24", parent: "tenants")))
        #expect(outside.message == "cidr: 10.1.0.0/24 is outside parent tenants, which is 10.0.0.0/16")
        let orphan = try refusal(.createPool(pool("more", .private, "10.0.64.0/24")))
        #expect(orphan.hint == "make it a child of that pool with --parent tenants")
        try run(.deletePool(PoolName("east")))
        #expect(
            ledger.tile(in: try #require(ledger.pool(PoolName("tenants"))), holding: try value("10.0.200.0"))?.state
                == .free)
    }

    @Test("a wanted CIDR is taken from the innermost pool around it")
    mutating func innermost() throws {
        try run(.createPool(pool("east", .private, "10.0.128.0/17", parent: "tenants")))
        var tenant = TenantRequest(name: try TenantName("one"))
        tenant.connectivity = .hostVRF
        tenant.cidrs = [try Prefix(parsing: "10.0.192.0/20")]
        try run(.createTenant(tenant))
        #expect(ledger.allocations.first { $0.text == "10.0.192.0/20" }?.pool == (try PoolName("east")))
    }

    @Test("a sparse pool leaves room behind everything that it gives")
    mutating func sparse() throws {
        try run(.createPool(pool("wide", .private, "172.16.0.0/16", policy: .sparse)))
        var cidrs: [String] = []
        for number in 1...4 {
            var tenant = TenantRequest(name: try TenantName("t\(number)"))
            (tenant.connectivity, tenant.prefixLengths) = (.hostVRF, [.ipv4: 24])
            tenant.privatePool = try PoolName("wide")
            cidrs += try run(.createTenant(tenant)).tenant?.networks.first?.cidrs.map(\.description) ?? []
        }
        #expect(cidrs == ["172.16.128.0/24", "172.16.64.0/24", "172.16.32.0/24", "172.16.224.0/24"])
    }

    @Test("a pool gives only lengths between its shortest and its longest")
    mutating func lengths() throws {
        try run(.createPool(pool("some", .private, "172.16.0.0/16", min: 20, max: 26)))
        for (length, hint) in [(18, "/20"), (28, "/26")] {
            var tenant = TenantRequest(name: try TenantName("one"))
            (tenant.connectivity, tenant.prefixLengths) = (.hostVRF, [.ipv4: length])
            tenant.privatePool = try PoolName("some")
            let error = try refusal(.createTenant(tenant))
            #expect(
                error.message
                    == "prefixLength: pool some gives prefixes no shorter than /20 and no longer than /26, not a /\(length)"
            )
            #expect(error.hint?.hasPrefix("ask for a \(hint)") == true)
        }
        #expect(try refusal(.createPool(pool("bad", .private, "172.17.0.0/16", min: 26, max: 20))).code == .invalid)
        #expect(try refusal(.createPool(pool("bad", .public, "172.17.0.0/16", max: 20))).field == "maxLength")
    }

    @Test("network, broadcast and gateway addresses are held back when asked for, where there are any")
    mutating func linkAddresses() throws {
        let plan = try run(
            .createPool(
                pool("lan", .public, "198.51.100.0/29", reserve: [.network, .broadcast, .gateway])))
        #expect(
            plan.steps.dropFirst().map { "\($0.object) \($0.detail)" } == [
                "198.51.100.0 pool lan, excluded: network address", "198.51.100.1 pool lan, excluded: gateway address",
                "198.51.100.7 pool lan, excluded: broadcast address",
            ])
        let ranged = try refusal(.createPool(pool("bad", .public, "198.51.100.8-198.51.100.12", reserve: [.gateway])))
        #expect(ranged.message.contains("is not one prefix"))
        #expect(
            try refusal(.createPool(pool("bad", .private, "172.16.0.0/16", reserve: [.network]))).code == .unsupported)
        #expect(
            try refusal(.createPool(pool("bad", .public, "2001:db8::/64", reserve: [.broadcast]))).code == .unsupported)
    }

    @Test("numbers for VXLAN come from a pool of their own")
    mutating func vni() throws {
        try run(.createPool(pool("vnis", .vni, "5000-5001")))
        try run(request(acme, .vni) { $0.count = 2 })
        #expect(held(acme, .vni) == ["5000", "5001"])
        #expect(
            try refusal(request(blue, .vni)).message
                == "pool vnis cannot give a number of 5000-5001: 2 allocated, 0 free")
        #expect(try refusal(.createPool(pool("more", .vni, "0-10"))).message.contains("lies within 1-16777215"))
        try run(.release(AddressRelease(value: 5000, pool: try PoolName("vnis"))))
        #expect(held(acme, .vni) == ["5001"])
    }

    @Test("a pool grows and shrinks, but never out of what is in use")
    mutating func resize() throws {
        try run(request(acme) { $0.values = [try value("203.0.113.4")] })
        try run(change("public") { $0.range = try Extent(parsingAddresses: "203.0.113.0-203.0.113.40") })
        try run(request(acme) { $0.values = [try value("203.0.113.40")] })
        let error = try refusal(change("public") { $0.range = try Extent(parsingAddresses: "203.0.113.0/28") })
        #expect(
            error.message
                == "range: cannot drop 203.0.113.16-203.0.113.40 of pool public: tenant acme holds 203.0.113.40")
        try run(change("public") { $0.range = try Extent(parsingAddresses: "203.0.113.3-203.0.113.40") })
        #expect(ledger.usage(of: try #require(ledger.pool(PoolName("public")))).free == 36)
        let taken = try refusal(change("public") { $0.range = try Extent(parsingAddresses: "10.0.0.0-203.0.113.60") })
        #expect(taken.message.contains("overlaps 10.0.0.0/16 of pool tenants"))
        #expect(
            try refusal(change("public") { $0.range = try Extent(parsingAddresses: "192.0.2.0/24") }).message
                .contains("has nothing in common"))
    }

    @Test("a child pool grows into what is free of its parent, and gives back what it leaves")
    mutating func resizeChild() throws {
        try run(.createPool(pool("east", .private, "10.0.128.0/20", parent: "tenants")))
        try run(.createPool(pool("west", .private, "10.0.160.0/20", parent: "tenants")))
        try run(change("east") { $0.range = try Extent(parsingAddresses: "10.0.128.0/19") })
        let error = try refusal(change("east") { $0.range = try Extent(parsingAddresses: "10.0.128.0/18") })
        #expect(error.message.hasSuffix("is not free in parent tenants: 10.0.160.0/20 is child pool west"))
        try run(change("east") { $0.range = try Extent(parsingAddresses: "10.0.144.0/20") })
        let parent = try #require(ledger.pool(PoolName("tenants")))
        #expect(ledger.tile(in: parent, holding: try value("10.0.128.0"))?.state == .free)
        #expect(ledger.tile(in: parent, holding: try value("10.0.144.0"))?.state == .delegated)
    }

    @Test("exclusions come and go, and not over what is in use")
    mutating func exclusions() throws {
        try run(request(acme) { $0.values = [try value("203.0.113.4")] })
        try run(change("public") { $0.addedExclusions = [try Extent(parsingAddresses: "203.0.113.5-203.0.113.11")] })
        let error = try refusal(
            change("public") { $0.addedExclusions = [try Extent(parsingAddresses: "203.0.113.2-203.0.113.6")] })
        #expect(
            error.message
                == "exclude: cannot exclude 203.0.113.2-203.0.113.6 of pool public: tenant acme holds 203.0.113.4")
        try run(change("public") { $0.removedExclusions = [try Extent(parsingAddresses: "203.0.113.7-203.0.113.8")] })
        #expect(
            try refusal(
                change("public") { $0.removedExclusions = [try Extent(parsingAddresses: "203.0.113.8-203.0.113.9")] }
            )
            .message == "include: 203.0.113.8/31 is not excluded from pool public")
        try run(change("public") { $0.removedExclusions = [try Extent(parsingAddresses: "203.0.113.9-203.0.113.11")] })
        #expect(ledger.usage(of: try #require(ledger.pool(PoolName("public")))).reserved == 2)
    }

    @Test("settings of a pool change, and the plan says from what to what")
    mutating func settings() throws {
        let plan = try run(
            change("tenants") { ($0.policy, $0.quarantine, $0.minBits) = (.sparse, .seconds(5), .bits(20 + 96)) })
        #expect(
            plan.steps.map(\.detail) == [
                "shortest length none is now /20", "policy best is now sparse",
                "quarantine 60s is now 5s",
            ])
        #expect(try refusal(change("tenants") { $0.minBits = .bits(25 + 96) }).field == "defaultLength")
        #expect(plan.pool?.policy == .sparse)
    }

    // MARK: Single addresses

    @Test("addresses are allocated by number or name, all or none, with labels")
    mutating func allocate() throws {
        try run(request(acme) { ($0.count, $0.labels) = (3, ["app": "web"]) })
        #expect(held(acme) == ["203.0.113.0", "203.0.113.1", "203.0.113.2"])
        #expect(ledger.allocations.last?.labels == ["app": "web"])
        try run(request(blue, .floating) { $0.values = [try value("203.0.113.9"), try value("203.0.113.4")] })
        #expect(held(blue, .floating) == ["203.0.113.4", "203.0.113.9"])
        let error = try refusal(request(acme) { $0.count = 20 })
        #expect(
            error.message
                == "pool public cannot give 20 addresses of 203.0.113.0/28: 5 allocated, 11 free")
        #expect(error.hint?.hasPrefix("ask for 11; or add a pool") == true)
        #expect(held(acme).count == 3)
        #expect(
            try refusal(request(acme) { $0.values = [try value("203.0.113.4"), try value("203.0.113.6")] }).code
                == .notFree)
        #expect(held(acme).count == 3)
    }

    @Test("a taken address is refused with its holder and the next free one, or replaced when that will do")
    mutating func orNext() throws {
        try run(request(blue) { $0.values = [try value("203.0.113.4")] })
        let error = try refusal(request(acme) { $0.values = [try value("203.0.113.4")] })
        #expect(error.message == "address: 203.0.113.4 is not free in pool public: tenant blue holds 203.0.113.4")
        try run(request(acme) { ($0.values, $0.orNext) = ([try value("203.0.113.4")], true) })
        #expect(held(acme) == ["203.0.113.0"], "the smallest hole that fits")
    }

    @Test("one request takes as many of each family, or none of either")
    mutating func dualStack() throws {
        try run(.createPool(pool("six", .public, "2001:db8::/127")))
        try run(request(acme) { ($0.families, $0.count) = ([.ipv4, .ipv6], 2) })
        #expect(held(acme) == ["2001:db8::", "2001:db8::1", "203.0.113.0", "203.0.113.1"])

        let before = ledger.allocations
        let error = try refusal(request(blue) { $0.families = [.ipv4, .ipv6] })
        #expect(error.code == .exhausted)
        #expect(error.message.contains("pool six"))
        #expect(ledger.allocations == before, "no IPv4 address without its IPv6 one")
        #expect(try refusal(request(blue) { ($0.families, $0.count) = ([.ipv4, .ipv6], 600) }).field == "count")
    }

    @Test("named addresses and pools say their family by themselves")
    mutating func familyOfWhatIsNamed() throws {
        for (name, range) in [("six", "2001:db8::/120"), ("seven", "2001:db8:7::/120"), ("more", "198.51.100.0/28")] {
            try run(.createPool(pool(name, .public, range)))
        }
        let named = try ["203.0.113.4", "2001:db8::4"].map(value)
        try run(request(acme) { $0.values = named })
        #expect(held(acme) == ["2001:db8::4", "203.0.113.4"])
        try run(request(blue, .floating) { $0.pools = [try PoolName("seven")] })
        #expect(held(blue, .floating) == ["2001:db8:7::"])
        try run(request(blue) { $0.pools = [try PoolName("seven"), try PoolName("more")] })
        #expect(held(blue) == ["198.51.100.0", "2001:db8:7::1"])
    }

    @Test("a request that cannot be is refused with its field")
    mutating func malformed() throws {
        let cases: [(Command, String)] = try [
            (request(acme, .egress), "role"), (request(acme) { $0.count = 0 }, "count"),
            (request(acme) { $0.count = 2000 }, "count"),
            (try request(acme) { ($0.values, $0.count) = ([try value("203.0.113.4")], 2) }, "count"),
            (try request(acme) { $0.values = Array(repeating: try value("203.0.113.4"), count: 2) }, "address"),
            (request(acme) { $0.allowsQuarantined = true }, "reason"),
            (request(acme) { $0.labels = ["bad key": ""] }, "labels"),
            (try request(TenantName("nobody")), "tenant"),
            (try request(acme) { $0.network = try NetworkKey("other") }, "network"),
            (try request(acme) { $0.pools = [try PoolName("tenants")] }, "pool"),
            (try request(acme) { $0.pools = [try PoolName("tables")] }, "pool"),
            (try request(acme) { $0.pools = [try PoolName("nowhere")] }, "pool"),
            (try request(acme) { $0.pools = [try PoolName("public"), try PoolName("tenants")] }, "pool"),
            (request(acme) { $0.families = [.ipv6] }, "pool"),
            (
                try request(acme) { ($0.families, $0.pools) = ([.ipv6], [try PoolName("public")]) }, "pool"
            ),
            (
                try request(acme) { ($0.families, $0.values) = ([.ipv6], [try value("203.0.113.4")]) }, "family"
            ),
            (request(acme, .vni) { $0.families = [.ipv4] }, "family"),
        ]
        for (command, field) in cases { #expect(try refusal(command).field == field) }
    }

    @Test("a quota refuses by name what is over it, and is not set below what is used")
    mutating func quota() throws {
        var limit = TenantChange(name: acme)
        limit.quotas = [.publicIPv4: 4]
        try run(.updateTenant(limit))
        try run(request(acme) { $0.count = 3 })
        let error = try refusal(request(acme, .floating) { $0.count = 2 })
        #expect(error.code == .quota)
        #expect(error.message == "count: quota public-ipv4 of tenant acme allows 4: 3 used, 2 more asked for")
        #expect(error.hint == "1 would be allowed; or raise it: tenancyctl tenant update acme --quota public-ipv4=5")
        try run(request(acme, .floating))
        limit.quotas = [.publicIPv4: 3]
        #expect(
            try refusal(.updateTenant(limit)).message == "quota: public-ipv4 of tenant acme cannot be 3: 4 are used")
        limit.quotas = [.publicIPv4: nil]
        try run(.updateTenant(limit))
        try run(request(acme) { $0.count = 5 })
        var tenant = TenantRequest(name: try TenantName("small"))
        (tenant.connectivity, tenant.prefixLengths, tenant.quotas) = (.hostVRF, [.ipv4: 24], [.cidrIPv4: 128])
        #expect(
            try refusal(.createTenant(tenant)).message.contains(
                "quota cidr-ipv4 of tenant small allows 128: 0 used, 256"))
    }

    // MARK: Reservations

    @Test("a reservation keeps space for a tenant, converts in one call, and ends by itself")
    mutating func reservation() throws {
        let pool = try PoolName("public")
        var wanted = ReservationRequest(owner: blue, pool: pool, lifetime: .seconds(100))
        wanted.extent = Extent(try value("203.0.113.7"))
        #expect(try refusal(.reserve(wanted)).field == "reason")
        try run(.reserve(wanted), reason: "migration")
        let error = try refusal(request(acme) { $0.values = [try value("203.0.113.7")] })
        #expect(
            error.message
                == "address: 203.0.113.7 is not free in pool public: 203.0.113.7 is reserved for tenant blue until 1970-01-01T00:01:40Z: migration"
        )
        #expect(
            error.hint == "the next free one is 203.0.113.0")
        try run(.reserve(wanted), at: 50, reason: "migration")
        try run(request(blue) { $0.values = [try value("203.0.113.7")] }, at: 120)
        #expect(held(blue) == ["203.0.113.7"])
        wanted.extent = nil
        try run(.reserve(wanted), reason: "later")
        #expect(ledger.usage(of: try #require(ledger.pool(pool))).held == 1)
        let plan = try run(.expire, at: 100)
        #expect(plan.steps.map(\.detail) == ["pool public, reservation for tenant blue ended"])
        #expect(ledger.usage(of: try #require(ledger.pool(pool))).held == 0)
    }

    @Test("a reserved prefix goes to its tenant when that is made")
    mutating func reservedPrefix() throws {
        let name = try TenantName("coming")
        var wanted = ReservationRequest(owner: name, pool: try PoolName("tenants"), lifetime: .seconds(100))
        wanted.bits = 20 + 96
        let plan = try run(.reserve(wanted), reason: "contract 4711")
        #expect(plan.steps.first?.object == "10.0.16.0/20")
        var tenant = TenantRequest(name: name)
        (tenant.connectivity, tenant.cidrs) = (.egressIP, [try Prefix(parsing: "10.0.16.0/20")])
        try run(.createTenant(tenant))
        #expect(ledger.usage(of: try #require(ledger.pool(PoolName("tenants")))).held == 0)
    }

    // MARK: The way out

    @Test("a released address rests, its owner may have it back, others need an override with a reason")
    mutating func quarantine() throws {
        let address = try value("203.0.113.4")
        try run(request(acme) { $0.values = [address] })
        let plan = try run(.release(AddressRelease(value: address)))
        #expect(plan.steps.map(\.detail) == ["pool public, quarantined until 1970-01-01T00:01:00Z"])
        #expect(plan.tenants == [acme])
        let error = try refusal(request(blue) { $0.values = [address] })
        #expect(error.message.hasSuffix("is quarantined until 1970-01-01T00:01:00Z after tenant acme held it"))
        try run(request(acme) { $0.values = [address] })
        try run(.release(AddressRelease(value: address)))
        try run(request(blue) { ($0.values, $0.allowsQuarantined) = ([address], true) }, reason: "ticket 7")
        #expect(held(blue) == ["203.0.113.4"])
        #expect(
            try refusal(.release(AddressRelease(value: try value("203.0.113.5")))).message
                == "cannot release 203.0.113.5: it is free")
    }

    @Test("an exhausted pool gives what rests only when that is asked for")
    mutating func exhausted() throws {
        try run(request(acme) { $0.count = 16 })
        for last in 0..<3 { try run(.release(AddressRelease(value: try value("203.0.113.\(last)")))) }
        let error = try refusal(request(blue) { $0.count = 2 })
        #expect(
            error.message
                == "pool public cannot give 2 addresses of 203.0.113.0/28: 13 allocated, 0 free, 3 quarantined, the next comes back at 1970-01-01T00:01:00Z"
        )
        try run(request(blue) { ($0.count, $0.allowsQuarantined) = (2, true) }, reason: "ticket 7")
        #expect(held(blue) == ["203.0.113.0", "203.0.113.1"])
    }

    @Test("a draining address stays with its owner, rests after, and may be kept after all")
    mutating func drain() throws {
        let address = try value("203.0.113.4")
        try run(request(acme) { $0.values = [address] })
        try run(.release(AddressRelease(value: address, drain: .seconds(30))))
        #expect(held(acme) == ["203.0.113.4"])
        #expect(
            try refusal(request(blue) { $0.values = [address] }).message
                .hasSuffix("tenant acme holds 203.0.113.4 and drains it until 1970-01-01T00:00:30Z"))
        try run(request(acme) { $0.values = [address] })
        #expect(ledger.allocations.last?.drainingUntil == nil)
        try run(.release(AddressRelease(value: address, drain: .seconds(30))))
        let plan = try run(.expire, at: 30)
        #expect(plan.steps.map(\.detail) == ["pool public, quarantined until 1970-01-01T00:01:30Z"])
        #expect(plan.tenants == [acme] && held(acme).isEmpty)
        #expect(
            try refusal(.release(AddressRelease(value: try value("10.0.0.1")))).message.contains(
                "is the cidr of network"))
    }

    @Test("a draining tenant keeps what it has, gets nothing more, and goes as a whole")
    mutating func drainTenant() throws {
        try run(request(acme) { $0.count = 2 })
        try run(.drainTenant(acme, .seconds(30)))
        #expect(
            try refusal(request(acme)).message
                == "tenant acme is draining until 1970-01-01T00:00:30Z and gets nothing more")
        var keep = TenantChange(name: acme)
        keep.cancelsDraining = true
        try run(.updateTenant(keep), at: 10)
        try run(request(acme), at: 10)
        try run(.drainTenant(acme, .seconds(30)), at: 10)
        let plan = try run(.expire, at: 40)
        #expect(ledger.tenants[acme] == nil)
        #expect(plan.steps.last == .init(.delete, "tenant acme"))
        #expect(plan.networks == [NetworkKey(acme)] && plan.tenants == [acme])
        #expect(ledger.usage(of: try #require(ledger.pool(PoolName("public")))).quarantined == 3)
    }

    // MARK: Joint uniqueness

    @Test("what the node or the cluster uses is refused by name, and skipped where the pool chooses")
    mutating func parties() throws {
        var settings = PlanSettings(reserved: [.init(name: "service", prefix: try Prefix(parsing: "203.0.113.2/31"))])
        settings.nodeAddresses = [NodeAddress(address: try IPAddress(parsing: "203.0.113.0"), interface: "eno1")]
        let error = try refusal(request(acme) { $0.values = [try value("203.0.113.0")] }, settings: settings)
        #expect(error.message == "address: 203.0.113.0 overlaps 203.0.113.0 on eno1 of this node")
        #expect(
            try refusal(request(acme) { $0.values = [try value("203.0.113.3")] }, settings: settings).message
                == "address: 203.0.113.3 overlaps 203.0.113.2/31, which is reserved as service")
        try run(request(acme) { $0.count = 2 }, settings: settings)
        #expect(held(acme) == ["203.0.113.1", "203.0.113.4"])
        var tenant = TenantRequest(name: try TenantName("one"))
        (tenant.connectivity, tenant.cidrs) = (.hostVRF, [try Prefix(parsing: "192.0.2.0/24")])
        settings.nodeAddresses = [NodeAddress(address: try IPAddress(parsing: "192.0.2.10"), interface: "eno1")]
        #expect(
            try refusal(.createTenant(tenant), settings: settings).message
                == "cidr: 192.0.2.0/24 overlaps 192.0.2.10 on eno1 of this node")
        let plan = try run(.createPool(pool("lan", .public, "192.0.2.8/29")), settings: settings)
        #expect(plan.steps.last?.detail == "pool lan, excluded: 192.0.2.10 on eno1 of this node")
        try run(.createTenant(tenant.with { $0.cidrs = [try Prefix(parsing: "198.51.100.0/24")] }))
        #expect(
            try refusal(.createPool(pool("more", .public, "198.51.100.0/28"))).message
                == "cidr: 198.51.100.0/28 overlaps 198.51.100.0/24, which tenant one brought")
    }
}

extension TenantRequest {
    fileprivate func with(_ change: (inout Self) throws -> Void) rethrows -> Self {
        var copy = self
        try change(&copy)
        return copy
    }
}
