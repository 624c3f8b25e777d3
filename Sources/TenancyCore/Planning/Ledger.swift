// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The address plan as the planner sees it, inside one transaction: small operations, no policy.
///
/// Invariants that the caller keeps and the store proves: the extents of a pool tile its range, no two free ones touch, and allocations of one
/// scope do not overlap.
package protocol Ledger {
    /// All pools, by name.
    func pools() throws -> [Pool]
    func pool(_ name: PoolName) throws -> Pool?
    /// Adds a pool with the tiles of its range, and returns it with the id that it gets.
    mutating func insert(_ pool: Pool, tiles: [ExtentRecord]) throws -> Pool
    /// Writes what has changed of a pool with this id; with its range goes and comes what the tiles cover.
    mutating func update(_ pool: Pool, removing old: [ExtentRecord], adding new: [ExtentRecord]) throws
    /// Removes a pool and its tiles.
    mutating func remove(_ pool: Pool) throws

    /// The tile that holds a value; `nil` outside the pool.
    func tile(in pool: Pool, holding value: UInt128) throws -> ExtentRecord?
    /// A free tile with at least this fit: by the pool's policy the one with the smallest fit, the lowest, or the one with the largest fit; the
    /// lowest of equals.
    func freeTile(in pool: Pool, fit: Int) throws -> ExtentRecord?
    /// The first tile, by value, in a state.
    func firstTile(in pool: Pool, state: ExtentRecord.State) throws -> ExtentRecord?
    /// Puts tiles in the place of others that cover the same values.
    mutating func replace(_ old: [ExtentRecord], with new: [ExtentRecord], in pool: Pool) throws
    /// At most `limit` tiles whose state has ended, the longest waiting first.
    func expired(at now: Timestamp, limit: Int) throws -> [(pool: Pool, tile: ExtentRecord)]
    func usage(of pool: Pool) throws -> PoolUsage

    /// The allocations of a scope that overlap a run, in order.
    func allocations(in scope: Scope, overlapping extent: Extent) throws -> [Allocation]
    /// The allocations of addresses that overlap a run, whatever their scope.
    func allocations(overlapping extent: Extent) throws -> [Allocation]
    /// The allocations taken from a pool that overlap a run, in order, whatever their scope.
    func allocations(from pool: Pool, overlapping extent: Extent) throws -> [Allocation]
    /// Adds allocations, opens their tenures and counts them against the quotas.
    ///
    /// - Throws: `TenancyError` with code `quota.exceeded` when the store's own check refuses them.
    mutating func insert(_ allocations: [Allocation]) throws
    /// Removes an allocation, closes its tenure and takes it off the quota.
    mutating func remove(_ allocation: Allocation, at now: Timestamp) throws
    /// Marks an allocation as drained until a time, or as not drained.
    mutating func setDraining(_ allocation: Allocation, until: Timestamp?) throws

    /// Fills the empty plan with a document and proves the result whole.
    ///
    /// - Returns: what was made.
    mutating func load(_ document: PlanDocument, now: Timestamp) throws -> Plan

    func tenant(_ name: TenantName) throws -> Tenant?
    /// What an allocation needs to know of a tenant: it costs the same whatever the tenant holds.
    func account(of name: TenantName) throws -> TenantAccount?
    mutating func insertTenant(_ name: TenantName, labels: [String: String], created: Timestamp) throws
    /// Marks a tenant as drained until a time, or as not drained.
    mutating func setDraining(_ tenant: TenantName, until: Timestamp?) throws
    /// Notes how far a tenant that is being drained is on its way out, or that it stays.
    mutating func setDeparture(_ stage: Departure?, of tenant: TenantName) throws
    /// At most `limit` tenants whose draining has ended.
    func drainedTenants(at now: Timestamp, limit: Int) throws -> [TenantName]
    /// Limits a resource of a tenant; `nil` takes the limit away.
    mutating func setQuota(_ resource: QuotaResource, of tenant: TenantName, limit: Int64?) throws
    /// Removes a tenant that has no networks left, with its quotas.
    mutating func removeTenant(_ name: TenantName) throws
    /// Adds a network without allocations, and claims its namespaces.
    mutating func insertNetwork(_ key: NetworkKey, of tenant: TenantName, spec: NetworkSpec) throws
    /// Removes a network that has no allocations left.
    mutating func removeNetwork(_ key: NetworkKey) throws
    /// The names of all tenants, in order.
    func tenantNames() throws -> [TenantName]
    mutating func setLabels(_ labels: [String: String], of tenant: TenantName) throws
    /// Gives a network another spec of the same connectivity, and claims its namespaces.
    mutating func update(_ key: NetworkKey, spec: NetworkSpec) throws
    func network(_ key: NetworkKey) throws -> Network?
    /// The tenant that a network belongs to.
    func tenant(ofNetwork key: NetworkKey) throws -> TenantName?

    /// All leaks, by name.
    func leaks() throws -> [Leak]
    func leak(_ name: LeakName) throws -> Leak?
    /// The leaks that join a network with another, by name.
    func leaks(of key: NetworkKey) throws -> [Leak]
    /// The leaks that show something of a run, on either way, by name.
    func leaks(overlapping extent: Extent) throws -> [Leak]
    /// What the connections of networks number their links from, by leak.
    func connectSubnets() throws -> [LeakName: [Prefix]]
    mutating func insert(_ leak: Leak) throws
    mutating func remove(_ leak: Leak) throws

    /// The tenant that a namespace belongs to.
    func tenant(ofNamespace name: NamespaceName) throws -> TenantName?
    /// The network that has an interface for itself.
    func network(owning interface: InterfaceName) throws -> NetworkKey?
    /// The networks with a VLAN on an interface, by name. It looks at all networks.
    func networks(withVLANOn interface: InterfaceName) throws -> [NetworkKey]
    /// The first network without a VRF, by key, that has its BGP peer at this address and is none of some; all of them have one AS number for it.
    func network(
        peeringAt address: IPAddress, except keys: Set<NetworkKey>
    ) throws -> (key: NetworkKey, asn: UInt32)?
    /// Takes the transaction that made a revision back: rows are as they were before it, and history goes on. Tenures end and begin now, and a network that is
    /// there again gets its next generation.
    ///
    /// - Throws: `TenancyError` with code `revision.needed` and the later transactions that depend on it.
    mutating func revert(_ revision: Int64, at now: Timestamp) throws -> Reversal
    /// The generation that the next network of this key gets: one more than ever was.
    mutating func takeGeneration(of key: NetworkKey) throws -> Int
}
