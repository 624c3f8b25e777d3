// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What a history of networks is played on.
protocol NetworkSubject {
    /// Carries a command out as a whole, or throws and has changed nothing.
    mutating func run(_ command: Command, at now: Timestamp) throws
    func everyTenant() throws -> [Tenant]
    func everyLeak() throws -> [Leak]
    /// Proves everything that must hold of the whole plan.
    func prove() throws
}

/// A random history of tenants, networks and leaks whose names and addresses meet all the time, compared with the naive model after every step.
struct NetworkHistory<Subject: NetworkSubject, Random: RandomNumberGenerator> {
    struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    private var subject: Subject
    private var random: Random
    private var model: NaiveNetworks
    private var now = Timestamp(microseconds: 1_790_000_000_000_000)
    /// How many steps were allowed, and how many refused, by what they were.
    private(set) var counts: [String: (done: Int, refused: Int)] = [:]

    private static var tenants: [String] { ["red", "blue", "green", "pink"] }

    init(_ subject: Subject, random: Random) throws {
        self.subject = subject
        self.random = random
        model = NaiveNetworks(pool: try Prefix(parsing: "10.0.0.0/24"))
        for (name, kind, range) in [
            ("tables", PoolKind.table, "256-300"), ("private", .private, "10.0.0.0/24"),
            ("public", .public, "203.0.113.0/24"),
        ] {
            let extent = kind.isNumeric ? try Extent(parsingNumbers: range) : try Extent(parsingAddresses: range)
            try self.subject.run(
                .createPool(PoolRequest(name: try PoolName(name), kind: kind, range: extent, quarantine: .zero)),
                at: now)
        }
    }

    /// Plays steps, and proves the whole plan now and then and at the end.
    mutating func play(steps: Int) throws {
        for step in 1...steps {
            now = now + .seconds(Int.random(in: 0...4, using: &random))
            let (kind, command, apply) = try randomCommand()
            var next = model
            let isExpected = apply(&next)
            do {
                try subject.run(command, at: now)
            } catch let error as TenancyError {
                guard !isExpected, error.code != .internal, error.code != .storeDamaged else {
                    throw Difference(description: "step \(step), \(command): \(error)")
                }
                counts[kind, default: (0, 0)].refused += 1
                try compare(step, command)
                continue
            }
            guard isExpected else { throw Difference(description: "step \(step), \(command): it was not refused") }
            counts[kind, default: (0, 0)].done += 1
            model = next
            try compare(step, command)
            if step % 100 == 0 { try subject.prove() }
        }
        try subject.prove()
    }

    // MARK: Steps

    private typealias Step = (kind: String, command: Command, apply: (inout NaiveNetworks) -> Bool)

    private mutating func randomCommand() throws -> Step {
        let tenant = Self.tenants[Int.random(in: 0..<Self.tenants.count, using: &random)]
        switch Int.random(in: 0...19, using: &random) {
        case 0...2:
            let (cidr, hasVRF) = (try randomCIDR(), Int.random(in: 0...2, using: &random) > 0)
            var request = TenantRequest(name: try TenantName(tenant))
            (request.connectivity, request.cidrs) = (hasVRF ? .hostVRF : .egressIP, [cidr])
            return ("create tenant", .createTenant(request), { $0.createTenant(tenant, cidr, hasVRF: hasVRF) })
        case 3: return ("delete tenant", .deleteTenant(try TenantName(tenant)), { $0.deleteTenant(tenant) })
        case 4...8:
            let (key, cidr) = (randomKey(tenant), try randomCIDR())
            let hasVRF = Int.random(in: 0...3, using: &random) > 0
            var request = NetworkRequest(key: try NetworkKey(key), tenant: try TenantName(tenant))
            (request.connectivity, request.cidrs) = (hasVRF ? .hostVRF : .egressIP, [cidr])
            return (
                "create network", .createNetwork(request),
                { $0.createNetwork(key, of: tenant, cidr, hasVRF: hasVRF) }
            )
        case 9...10:
            let key = randomKey(tenant)
            return ("delete network", .deleteNetwork(try NetworkKey(key)), { $0.deleteNetwork(key) })
        case 11...16:
            let (name, request, leak) = try randomLeak()
            if Int.random(in: 0...3, using: &random) == 0 {
                return (
                    "apply leak", .apply(ApplyRequest([.leak(request)])), { $0.applyLeak(name, leak) }
                )
            }
            return ("create leak", .createLeak(request), { $0.createLeak(name, leak) })
        default:
            let name = "leak\(Int.random(in: 1...6, using: &random))"
            return ("delete leak", .deleteLeak(try LeakName(name)), { $0.leaks.removeValue(forKey: name) != nil })
        }
    }

    /// Mostly a network of the tenant's, now and then one of another's name.
    private mutating func randomKey(_ tenant: String) -> String {
        switch Int.random(in: 0...7, using: &random) {
        case 0: Self.tenants[Int.random(in: 0..<Self.tenants.count, using: &random)]
        case 1: tenant
        default: "\(tenant)-\(Int.random(in: 2...4, using: &random))"
        }
    }

    /// A block inside of the pool or outside of all.
    private mutating func randomCIDR() throws -> Prefix {
        let base = try Prefix(parsing: Bool.random(using: &random) ? "10.0.0.0/24" : "172.16.0.0/24")
        return try block(in: base, longer: 0...4)
    }

    private mutating func block(in prefix: Prefix, longer: ClosedRange<Int>) throws -> Prefix {
        let length = min(prefix.length + Int.random(in: longer, using: &random), 32)
        let size = UInt128(1) << (32 - length)
        let count = (prefix.last.bits - prefix.first.bits + 1) / size
        let first = prefix.first.bits + size * UInt128(UInt64.random(in: 0..<UInt64(count), using: &random))
        return try Prefix(parsing: "\(IPAddress(bits: first))/\(length)")
    }

    private mutating func randomLeak() throws -> (name: String, request: LeakRequest, leak: NaiveNetworks.Leak) {
        let keys = model.networks.keys.sorted()
        let source = keys.randomElement(using: &random) ?? "red"
        let target = keys.randomElement(using: &random) ?? "blue"
        let name = "leak\(Int.random(in: 1...6, using: &random))"
        var prefixes: [Prefix] = []
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            switch (Int.random(in: 0...14, using: &random), model.networks[source]) {
            case (0, _): prefixes.append(try Prefix(parsing: "0.0.0.0/0"))
            case (1, _), (_, nil): prefixes.append(try randomCIDR())
            case (_, let network?): prefixes.append(try block(in: network.cidr, longer: 0...3))
            }
        }
        var request = LeakRequest(
            name: try LeakName(name), source: try NetworkKey(source), target: try NetworkKey(target))
        (request.prefixes, request.isMutual) = (prefixes, Bool.random(using: &random))
        let returned = request.isMutual ? model.networks[target].map { [$0.cidr] } ?? [] : []
        return (
            name, request,
            NaiveNetworks.Leak(source: source, target: target, prefixes: prefixes.sorted(), returned: returned)
        )
    }

    // MARK: The proof

    private func compare(_ step: Int, _ command: Command) throws {
        var seen = NaiveNetworks(pool: model.pool)
        let tenants = try subject.everyTenant()
        seen.tenants = Set(tenants.map(\.name.description))
        for network in tenants.flatMap(\.networks) {
            guard let cidr = network.cidrs.first, network.cidrs.count == 1 else {
                throw Difference(description: "step \(step), \(command): network \(network.key) has \(network.cidrs)")
            }
            seen.networks[network.key.description] = .init(
                tenant: network.tenant.description, cidr: cidr, hasVRF: network.vrf != nil,
                isPooled: network.allocations.contains { $0.role == .cidr && $0.pool != nil })
        }
        let leaks = try subject.everyLeak()
        for leak in leaks {
            seen.leaks[leak.name.description] = .init(
                source: leak.source.description, target: leak.target.description, prefixes: leak.prefixes,
                returned: leak.returned)
        }
        guard seen == model else {
            throw Difference(description: "step \(step), \(command): it is \(seen) instead of \(model)")
        }
        let kernel = KernelState(PlanSnapshot(revision: 1, tenants: tenants, leaks: leaks))
        for network in kernel.networks {
            let routes = network.leaks.map(\.destination)
            guard Set(routes).count == routes.count, routes.count == model.routes(into: network.key.description) else {
                throw Difference(description: "step \(step), \(command): \(network.key) has routes \(routes)")
            }
        }
    }
}

extension NaiveNetworks {
    /// How many prefixes of others a network reaches.
    fileprivate func routes(into key: String) -> Int {
        leaks.values.flatMap(\.ways).filter { $0.reader == key }.reduce(0) { $0 + $1.prefixes.count }
    }
}
