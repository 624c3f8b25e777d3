// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenancyCore

/// What the writer knows of the plan from one write to the next, so that it does not read again what it has just read or written.
///
/// The writer alone changes the plan, so what it knows stays true until it writes, and the ledger's writes keep it true. What is undone, or done past the
/// ledger, makes it forget everything. The writer's thread alone uses it: nobody waits for the lock.
final class PlanMemory: Sendable {
    struct Content {
        var head: Journal.Head?
        /// No tile is due before.
        var tilesDue: Timestamp?
        /// No tenant is due before.
        var tenantsDue: Timestamp?
        /// All pools, by name.
        var pools: [Pool]?
        var poolsByName: [PoolName: Pool] = [:]
        /// What each pool holds by state, by id.
        var counters: [Int64: PoolUsage] = [:]
        var accounts: [TenantName: TenantAccount] = [:]

        mutating func forgetPools() {
            pools = nil
            poolsByName = [:]
            counters = [:]
        }

        /// Something will be due at a time.
        mutating func noteDue(_ time: Timestamp) {
            if let due = tilesDue, time < due { tilesDue = time }
            if let due = tenantsDue, time < due { tenantsDue = time }
        }

        /// A tenant uses more of a resource, or less; one that it had nothing of is read again.
        mutating func count(_ amount: Int64, of resource: QuotaResource, for tenant: TenantName) {
            guard let account = accounts.removeValue(forKey: tenant),
                account.quotas.contains(where: { $0.resource == resource })
            else { return }
            accounts[tenant] = TenantAccount(
                name: tenant, drainingUntil: account.drainingUntil,
                quotas: account.quotas.map { quota in
                    guard quota.resource == resource else { return quota }
                    return Quota(resource: resource, limit: quota.limit, used: quota.used + amount)
                }, networks: account.networks)
        }
    }

    /// How many things of a kind are known at most.
    private static let limit = 4096

    private let content = Mutex(Content())

    /// Looks at what is known, or changes it.
    func use<Result: Sendable>(_ body: (inout Content) -> Result) -> Result { content.withLock { body(&$0) } }

    /// What is known under a key; otherwise it is read, and known from now on.
    func value<Key: Hashable & Sendable, Value: Sendable>(
        _ table: any WritableKeyPath<Content, [Key: Value]> & Sendable, _ key: Key, read: () throws -> Value?
    ) rethrows -> Value? {
        if let known = use({ $0[keyPath: table][key] }) { return known }
        guard let value = try read() else { return nil }
        use {
            if $0[keyPath: table].count >= Self.limit { $0[keyPath: table] = [:] }
            $0[keyPath: table][key] = value
        }
        return value
    }

    /// All pools: known, or read and known from now on when they are not too many.
    func pools(read: () throws -> [Pool]) rethrows -> [Pool] {
        if let known = use({ $0.pools }) { return known }
        let pools = try read()
        if pools.count <= Self.limit { use { $0.pools = pools } }
        return pools
    }

    /// Forgets everything.
    func forget() { use { $0 = Content() } }
}
