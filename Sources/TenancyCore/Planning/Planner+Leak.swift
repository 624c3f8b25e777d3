// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// How many prefixes each side of a leak shows at most.
    private static let prefixLimit = 64

    func createLeak(_ request: LeakRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try ledger.leak(request.name) == nil else {
            throw TenancyError(
                .exists, "leak \(request.name) exists", field: "name", hint: "tenancyctl leak show \(request.name)")
        }
        plan.leak = try make(request, on: &ledger, plan: &plan)
    }

    func deleteLeak(_ name: LeakName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let leak = try ledger.leak(name) else { throw Self.noLeak(name) }
        try remove(leak, on: &ledger, plan: &plan)
        plan.leak = leak
    }

    @discardableResult
    func make(
        _ request: LeakRequest, inPlaceOf present: Leak? = nil, on ledger: inout some Ledger, plan: inout Plan
    ) throws -> Leak {
        try checkLabels(request.labels)
        if !request.connects.isEmpty { try require(.networkConnect, field: "connect") }
        let (leak, source, target) = try draft(request, inPlaceOf: present, on: ledger)
        for tenant in [source.tenant, target.tenant] {
            if let account = try ledger.account(of: tenant) { try checkNotDraining(account) }
        }
        try check(leak, from: source, to: target, on: ledger)
        try checkSubnets(of: leak, on: ledger)
        try ledger.insert(leak)
        plan.steps.append(.init(.create, "leak \(leak.name)", leak.text))
        touch(leak, source.tenant, target.tenant, &plan)
        return leak
    }

    /// The leak that is asked for, and its two networks.
    ///
    /// - Parameter present: The leak of that name, which keeps what it numbers its links from.
    func draft(
        _ request: LeakRequest, inPlaceOf present: Leak? = nil, on ledger: some Ledger
    ) throws -> (leak: Leak, source: Network, target: Network) {
        let isConnection = !request.connects.isEmpty
        let source = try endpoint(request.source, isConnection, field: "from", on: ledger)
        let target = try endpoint(request.target, isConnection, field: "to", on: ledger)
        guard source.key != target.key else {
            throw TenancyError(.invalid, "to: network \(target.key) cannot leak to itself", field: "to")
        }
        if isConnection {
            let leak = try connection(request, from: source, to: target, inPlaceOf: present, on: ledger)
            return (leak, source, target)
        }
        let families = Set(request.prefixes.map(\.family))
        let isMutual = request.isMutual && request.returned.isEmpty
        let leak = Leak(
            name: request.name, source: source.key, target: target.key, prefixes: request.prefixes,
            returned: isMutual ? target.cidrs.filter { families.contains($0.family) } : request.returned,
            labels: request.labels, created: now)
        return (leak, source, target)
    }

    func remove(_ leak: Leak, on ledger: inout some Ledger, plan: inout Plan) throws {
        try ledger.remove(leak)
        plan.steps.append(.init(.delete, "leak \(leak.name)", leak.text))
        if let source = try ledger.tenant(ofNetwork: leak.source),
            let target = try ledger.tenant(ofNetwork: leak.target)
        {
            touch(leak, source, target, &plan)
        }
    }

    private func touch(_ leak: Leak, _ source: TenantName, _ target: TenantName, _ plan: inout Plan) {
        for key in [leak.source, leak.target] where !plan.networks.contains(key) { plan.networks.append(key) }
        for tenant in [source, target] where !plan.tenants.contains(tenant) { plan.tenants.append(tenant) }
    }

    /// A network that a leak can join.
    private func endpoint(
        _ key: NetworkKey, _ isConnection: Bool, field: String, on ledger: some Ledger
    ) throws -> Network {
        guard let network = try ledger.network(key) else { throw Self.noNetwork(key, field: field) }
        let connectivity = network.spec.connectivity
        if isConnection {
            guard network.cudn == nil || connectivity == .evpn else { return network }
            throw TenancyError(
                .unsupported,
                "\(field): network \(key) is of connectivity \(connectivity.rawValue), and OVN-Kubernetes connects no such networks",
                field: field,
                hint: connectivity == .evpn
                    ? "networks of connectivity vrf-lite and egress-ip can be connected"
                    : "leave --connect out and name what is offered: --prefix PREFIX")
        }
        guard network.vrf != nil else {
            throw TenancyError(
                .unsupported,
                "\(field): network \(key) is of connectivity \(connectivity.rawValue) and has no VRF of the node's",
                field: field,
                hint: connectivity == .egressIP
                    ? "leaks of prefixes join networks of connectivity vrf-lite and host-vrf; two whole networks: --connect services"
                    : "leaks of prefixes join networks of connectivity vrf-lite and host-vrf")
        }
        return network
    }

    /// Refuses what would open more than it says, or would make an address mean two things in one table.
    package func check(_ leak: Leak, from source: Network, to target: Network, on ledger: some Ledger) throws {
        try checkConnection(of: leak, from: source, to: target)
        guard !leak.prefixes.isEmpty else {
            throw TenancyError(
                .invalid, "prefix: a leak needs the prefixes that it shows", field: "prefix",
                hint: "add --prefix PREFIX: network \(source.key) has \(Self.list(source.cidrs))")
        }
        for (owner, reader, prefixes, field) in [
            (source, target, leak.prefixes, "prefix"), (target, source, leak.returned, "returnPrefix"),
        ] {
            guard prefixes.count <= Self.prefixLimit else {
                throw TenancyError(
                    .invalid, "\(field): a leak has at most \(Self.prefixLimit) prefixes each way", field: field)
            }
            for (one, next) in zip(prefixes, prefixes.dropFirst()) where Extent(one).overlaps(Extent(next)) {
                throw TenancyError(.invalid, "\(field): \(next) overlaps \(one) of the same leak", field: field)
            }
            for prefix in prefixes { try check(prefix, of: owner, for: reader, in: leak, field: field, on: ledger) }
        }
    }

    private func check(
        _ prefix: Prefix, of owner: Network, for reader: Network, in leak: Leak, field: String, on ledger: some Ledger
    ) throws {
        func overlap(_ other: String, hint: String?) -> TenancyError {
            TenancyError(.overlap, "\(field): \(prefix) overlaps \(other)", field: field, hint: hint)
        }
        guard prefix.length > 0 else {
            throw TenancyError(
                .unsupported,
                "\(field): \(prefix) is a default route, by which network \(reader.key) would reach all that \(owner.key) reaches",
                field: field, hint: "name what is offered: network \(owner.key) has \(Self.list(owner.cidrs))")
        }
        let run = Extent(prefix)
        guard owner.cidrs.contains(where: { Extent($0).contains(run) }) else {
            throw TenancyError(
                .unsupported, "\(field): \(prefix) is not a part of network \(owner.key), which shows only its own",
                field: field, hint: "network \(owner.key) has \(Self.list(owner.cidrs))")
        }
        guard reader.cidrs.contains(where: { $0.family == prefix.family }) else {
            throw TenancyError(
                .unsupported,
                "\(field): network \(reader.key) has no \(prefix.family.title) addresses to reach it from",
                field: field)
        }
        if let own = reader.allocations.first(where: { $0.prefix.map { Extent($0).overlaps(run) } ?? false }) {
            throw overlap(
                "\(own.role.rawValue) \(own.text) of network \(reader.key) itself",
                hint: "only networks whose addresses differ can be joined")
        }
        try checkParties(run, field: field)
        let shared = try ledger.allocations(in: .shared, overlapping: run)
        if let other = shared.first(where: { $0.network != owner.key }) {
            throw overlap(
                "\(other.role.rawValue) \(other.text) of tenant \(other.tenant) in scope shared",
                hint: "tenancyctl tenant show \(other.tenant)")
        }
        for other in try ledger.leaks(overlapping: run) where other.name != leak.name {
            for way in other.ways where way.owner != owner.key || way.reader == reader.key {
                guard let rival = way.prefixes.first(where: { Extent($0).overlaps(run) }) else { continue }
                throw overlap(
                    "\(rival) of network \(way.owner), which leak \(other.name) shows to network \(way.reader)",
                    hint: "tenancyctl leak show \(other.name)")
            }
        }
    }

    /// Refuses an extent of the shared scope that a leak shows.
    func checkLeaks(_ run: Extent, of network: NetworkKey?, field: String, on ledger: some Ledger) throws {
        for leak in try ledger.leaks(overlapping: run) {
            for way in leak.ways where way.owner != network {
                guard let prefix = way.prefixes.first(where: { Extent($0).overlaps(run) }) else { continue }
                throw TenancyError(
                    .overlap,
                    "\(field): \(run.addressText) overlaps \(prefix) of network \(way.owner), which leak \(leak.name) shows to network \(way.reader)",
                    field: field, hint: "tenancyctl leak show \(leak.name)")
            }
        }
    }

    private static func list(_ prefixes: [Prefix]) -> String {
        prefixes.isEmpty ? "no addresses" : prefixes.map(\.description).joined(separator: ", ")
    }

    /// The refusal to remove what a leak needs.
    static func held(by leak: Leak, _ object: String, of key: NetworkKey) -> TenancyError {
        let other = leak.source == key ? leak.target : leak.source
        return TenancyError(
            .inUse, "cannot delete \(object): leak \(leak.name) joins network \(key) with network \(other)",
            field: "name", hint: "tenancyctl leak delete \(leak.name)")
    }

    static func noLeak(_ name: LeakName) -> TenancyError {
        TenancyError(.notFound, "no leak \(name)", field: "name", hint: "tenancyctl leak list")
    }
}

extension Leak {
    /// Both ways in one line.
    package var text: String {
        if let connection {
            return "\(connection.reach.map(\.rawValue).joined(separator: " and ")) of \(source) and \(target) meet"
        }
        let forth = "\(target) reaches \(prefixes.map(\.description).joined(separator: ", ")) of \(source)"
        guard !returned.isEmpty else { return forth }
        return forth + ", which reaches \(returned.map(\.description).joined(separator: ", "))"
    }
}
