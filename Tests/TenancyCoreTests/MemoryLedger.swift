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

    func pools() -> [Pool] { allPools.sorted { $0.name < $1.name } }
    func pool(_ name: PoolName) -> Pool? { allPools.first { $0.name == name } }

    mutating func insert(_ pool: PoolRequest, defaultBits: Int, tiles: [ExtentRecord]) -> Pool {
        let new = Pool(
            id: Int64(allPools.count + 1), name: pool.name, kind: pool.kind, range: pool.range,
            defaultBits: defaultBits,
            policy: pool.policy, quarantine: pool.quarantine)
        allPools.append(new)
        self.tiles[pool.name] = tiles
        return new
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
        }
    }

    func firstTile(in pool: Pool, state: ExtentRecord.State) -> ExtentRecord? {
        tiles[pool.name]?.first { $0.state == state }
    }

    mutating func replace(_ old: [ExtentRecord], with new: [ExtentRecord], in pool: Pool) {
        tiles[pool.name]?.removeAll { tile in old.contains { $0.extent == tile.extent } }
        tiles[pool.name]?.append(contentsOf: new)
        tiles[pool.name]?.sort { $0.extent < $1.extent }
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
            switch tile.state {
            case .free:
                usage.free += count
                usage.largestFit = max(usage.largestFit ?? 0, tile.extent.fit)
            case .allocated, .draining: usage.allocated += count
            case .reserved: usage.reserved += count
            case .quarantined:
                usage.quarantined += count
                usage.nextRelease = min(usage.nextRelease ?? tile.until, tile.until) { $0 < $1 }
            }
        }
        return usage
    }

    func allocations(in scope: Scope, overlapping extent: Extent) -> [Allocation] {
        allocations.filter { $0.scope == scope && $0.extent.overlaps(extent) }.sorted { $0.extent < $1.extent }
    }

    func allocations(from pool: Pool, overlapping extent: Extent) -> [Allocation] {
        allocations.filter { $0.pool == pool.name && $0.extent.overlaps(extent) }.sorted { $0.extent < $1.extent }
    }

    mutating func insert(_ allocation: Allocation) { allocations.append(allocation) }
    mutating func remove(_ allocation: Allocation, at now: Timestamp) { allocations.removeAll { $0 == allocation } }

    mutating func load(_ document: PlanDocument, now: Timestamp) throws -> Plan {
        throw TenancyError(.unsupported, "the model has no rows")
    }

    func tenant(_ name: TenantName) -> Tenant? {
        guard let record = tenants[name] else { return nil }
        let own = networks.filter { $0.value.tenant == name }.map { key, value in
            Network(key: key, tenant: name, spec: value.spec, allocations: allocations.filter { $0.network == key })
        }
        return Tenant(name: name, labels: record.labels, created: record.created, networks: own)
    }

    mutating func insertTenant(_ name: TenantName, labels: [String: String], created: Timestamp) {
        tenants[name] = (labels, created)
    }
    mutating func removeTenant(_ name: TenantName) { tenants[name] = nil }
    mutating func insertNetwork(_ key: NetworkKey, of tenant: TenantName, spec: NetworkSpec) {
        networks[key] = (tenant, spec)
    }
    mutating func removeNetwork(_ key: NetworkKey) { networks[key] = nil }
    func tenant(ofNamespace name: NamespaceName) -> TenantName? {
        networks.values.first { $0.spec.namespaces.contains(name) }?.tenant
    }
    func networks(peeringAt address: IPAddress) -> [(key: NetworkKey, asn: UInt32)] {
        networks.filter { !$0.value.spec.connectivity.hasVRF && $0.value.spec.bgp?.peer == address }
            .compactMap { key, value in value.spec.bgp.map { (key, $0.asn) } }
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
