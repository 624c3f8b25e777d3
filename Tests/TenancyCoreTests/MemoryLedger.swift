// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// The naive model of the address plan: plain arrays, every question answered by looking at everything.
struct MemoryLedger: Ledger {
    var allPools: [Pool] = []
    var tiles: [PoolName: [ExtentRecord]] = [:]
    var allocations: [Allocation] = []
    var tenants: [TenantName: (labels: [String: String], created: Timestamp)] = [:]
    var networks: [NetworkKey: (tenant: TenantName, spec: NetworkSpec)] = [:]
    var generations: [NetworkKey: Int] = [:]
    var drains: [TenantName: Timestamp] = [:]
    var departures: [TenantName: Departure] = [:]
    var limits: [TenantName: [QuotaResource: Int64]] = [:]
    var allLeaks: [Leak] = []

    func pools() -> [Pool] { allPools.sorted { $0.name < $1.name } }
    func pool(_ name: PoolName) -> Pool? { allPools.first { $0.name == name } }

    mutating func insert(_ pool: Pool, tiles: [ExtentRecord]) -> Pool {
        let new = Pool(
            id: Int64(allPools.count + 1), name: pool.name, parent: pool.parent, kind: pool.kind, range: pool.range,
            defaultBits: pool.defaultBits, minBits: pool.minBits, maxBits: pool.maxBits, policy: pool.policy,
            quarantine: pool.quarantine)
        allPools.append(new)
        self.tiles[pool.name] = tiles
        return new
    }

    mutating func update(_ pool: Pool, removing old: [ExtentRecord], adding new: [ExtentRecord]) {
        allPools = allPools.map { $0.name == pool.name ? pool : $0 }
        replace(old, with: new, in: pool)
    }

    mutating func remove(_ pool: Pool) {
        allPools.removeAll { $0.name == pool.name }
        tiles[pool.name] = nil
    }

    func tile(in pool: Pool, holding value: UInt128) -> ExtentRecord? {
        tiles[pool.name]?.first { $0.extent.contains(value) }
    }

    func freeTile(in pool: Pool, fit: Int) -> ExtentRecord? {
        let fitting = (tiles[pool.name] ?? []).filter { $0.state == .free && $0.extent.fit >= fit }
        return switch pool.policy {
        case .best: fitting.min { ($0.extent.fit, $0.extent.first) < ($1.extent.fit, $1.extent.first) }
        case .first: fitting.min { $0.extent.first < $1.extent.first }
        case .sparse: fitting.min { ($1.extent.fit, $0.extent.first) < ($0.extent.fit, $1.extent.first) }
        }
    }

    func firstTile(in pool: Pool, state: ExtentRecord.State) -> ExtentRecord? {
        tiles[pool.name]?.first { $0.state == state }
    }

    mutating func replace(_ old: [ExtentRecord], with new: [ExtentRecord], in pool: Pool) {
        var all = tiles[pool.name] ?? []
        for tile in old { all.removeAll { $0.extent.first == tile.extent.first } }
        for tile in new {
            all.insert(tile, at: all.firstIndex { $0.extent.first > tile.extent.first } ?? all.endIndex)
        }
        tiles[pool.name] = all
    }

    func expired(at now: Timestamp, limit: Int) -> [(pool: Pool, tile: ExtentRecord)] {
        let due = allPools.flatMap { pool in
            (tiles[pool.name] ?? []).filter { ($0.until ?? now + .seconds(1)) <= now }.map { (pool: pool, tile: $0) }
        }
        return Array(due.prefix(limit))
    }

    func usage(of pool: Pool) -> PoolUsage {
        var usage = PoolUsage()
        for tile in tiles[pool.name] ?? [] {
            let count = tile.extent.span + 1
            usage.nextRelease = min(usage.nextRelease ?? tile.until, tile.until) { $0 < $1 }
            switch tile.state {
            case .free:
                usage.free += count
                usage.largestFit = max(usage.largestFit ?? 0, tile.extent.fit)
            case .allocated, .draining, .delegated: usage.allocated += count
            case .reserved: usage.reserved += count
            case .quarantined: usage.quarantined += count
            case .held: usage.held += count
            }
        }
        return usage
    }

    func allocations(in scope: Scope, overlapping extent: Extent) -> [Allocation] {
        allocations.filter { $0.scope == scope && $0.extent.overlaps(extent) }.sorted { $0.extent < $1.extent }
    }

    func allocations(overlapping extent: Extent) -> [Allocation] {
        allocations.filter { $0.prefix != nil && $0.extent.overlaps(extent) }.sorted { $0.extent < $1.extent }
    }

    func allocations(from pool: Pool, overlapping extent: Extent) -> [Allocation] {
        allocations.filter { $0.pool == pool.name && $0.extent.overlaps(extent) }.sorted { $0.extent < $1.extent }
    }

    mutating func insert(_ new: [Allocation]) { allocations += new }
    mutating func remove(_ allocation: Allocation, at now: Timestamp) {
        allocations.removeAll { $0.scope == allocation.scope && $0.extent == allocation.extent }
    }
    mutating func setDraining(_ allocation: Allocation, until: Timestamp?) {
        allocations = allocations.map { old in
            guard old.scope == allocation.scope, old.extent == allocation.extent else { return old }
            return Allocation(
                scope: old.scope, pool: old.pool, extent: old.extent, tenant: old.tenant, network: old.network,
                role: old.role, since: old.since, labels: old.labels, drainingUntil: until)
        }
    }

    func account(of name: TenantName) -> TenantAccount? { tenant(name).map { TenantAccount($0) } }

    mutating func load(_ document: PlanDocument, now: Timestamp) throws -> Plan {
        throw TenancyError(.unsupported, "the model has no rows")
    }

    func tenant(_ name: TenantName) -> Tenant? {
        guard let record = tenants[name] else { return nil }
        let own = networks.filter { $0.value.tenant == name }.map { key, value in
            Network(key: key, tenant: name, spec: value.spec, allocations: allocations.filter { $0.network == key })
        }
        let uses = allocations.filter { $0.tenant == name }.compactMap { QuotaResource.use(of: $0) }
        let quotas = QuotaResource.allCases.compactMap { resource -> Quota? in
            let used = uses.filter { $0.resource == resource }.reduce(0) { $0 + $1.amount }
            let limit = limits[name]?[resource]
            return used == 0 && limit == nil ? nil : Quota(resource: resource, limit: limit, used: used)
        }
        return Tenant(
            name: name, labels: record.labels, created: record.created, drainingUntil: drains[name],
            departure: departures[name], quotas: quotas, networks: own)
    }

    mutating func insertTenant(_ name: TenantName, labels: [String: String], created: Timestamp) {
        tenants[name] = (labels, created)
    }
    mutating func removeTenant(_ name: TenantName) {
        (tenants[name], drains[name], limits[name], departures[name]) = (nil, nil, nil, nil)
    }
    mutating func setDraining(_ tenant: TenantName, until: Timestamp?) { drains[tenant] = until }
    mutating func setDeparture(_ stage: Departure?, of tenant: TenantName) { departures[tenant] = stage }
    func drainedTenants(at now: Timestamp, limit: Int) -> [TenantName] {
        Array(drains.filter { $0.value <= now }.keys.sorted().prefix(limit))
    }
    mutating func setQuota(_ resource: QuotaResource, of tenant: TenantName, limit: Int64?) {
        limits[tenant, default: [:]][resource] = limit
    }
    mutating func insertNetwork(_ key: NetworkKey, of tenant: TenantName, spec: NetworkSpec) {
        networks[key] = (tenant, spec)
    }
    mutating func removeNetwork(_ key: NetworkKey) { networks[key] = nil }
    func tenantNames() -> [TenantName] { tenants.keys.sorted() }
    mutating func setLabels(_ labels: [String: String], of tenant: TenantName) { tenants[tenant]?.labels = labels }
    mutating func update(_ key: NetworkKey, spec: NetworkSpec) { networks[key]?.spec = spec }
    func network(_ key: NetworkKey) -> Network? {
        networks[key].map { network in
            Network(
                key: key, tenant: network.tenant, spec: network.spec,
                allocations: allocations.filter { $0.network == key })
        }
    }
    func tenant(ofNetwork key: NetworkKey) -> TenantName? { networks[key]?.tenant }
    func leaks() -> [Leak] { allLeaks.sorted { $0.name < $1.name } }
    func leak(_ name: LeakName) -> Leak? { allLeaks.first { $0.name == name } }
    func connectSubnets() -> [LeakName: [Prefix]] {
        Dictionary(uniqueKeysWithValues: leaks().compactMap { leak in leak.connection.map { (leak.name, $0.subnets) } })
    }

    func leaks(of key: NetworkKey) -> [Leak] { leaks().filter { $0.source == key || $0.target == key } }
    func leaks(overlapping extent: Extent) -> [Leak] {
        leaks().filter { ($0.prefixes + $0.returned).contains { Extent($0).overlaps(extent) } }
    }
    mutating func insert(_ leak: Leak) { allLeaks.append(leak) }
    mutating func remove(_ leak: Leak) { allLeaks.removeAll { $0.name == leak.name } }
    func tenant(ofNamespace name: NamespaceName) -> TenantName? {
        networks.values.first { $0.spec.namespaces.contains(name) }?.tenant
    }
    func network(owning interface: InterfaceName) -> NetworkKey? {
        networks.first { $0.value.spec.ownInterface == interface }?.key
    }

    func networks(withVLANOn interface: InterfaceName) -> [NetworkKey] {
        networks.filter { $0.value.spec.uplinkParent == interface && $0.value.spec.takesInterface != true }.keys
            .sorted()
    }

    func network(
        peeringAt address: IPAddress, except keys: Set<NetworkKey>
    ) -> (key: NetworkKey, asn: UInt32)? {
        networks.filter { key, value in
            !value.spec.connectivity.hasUplink && value.spec.bgp?.peer == address && !keys.contains(key)
        }
        .min { $0.key < $1.key }.flatMap { key, value in value.spec.bgp.map { (key, $0.asn) } }
    }
    /// The model keeps no transactions.
    mutating func revert(_ revision: Int64, at now: Timestamp) throws -> Reversal {
        throw TenancyError(.notFound, "no revision \(revision)")
    }
    mutating func takeGeneration(of key: NetworkKey) -> Int {
        generations[key, default: 0] += 1
        return generations[key] ?? 0
    }
}

private func min<Value>(_ one: Value?, _ other: Value?, by isLess: (Value, Value) -> Bool) -> Value? {
    guard let one, let other else { return one ?? other }
    return isLess(other, one) ? other : one
}
