// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The store of the address plan. Each call is one transaction; what is returned from `execute` is durable.
package protocol PlanStore: Sendable {
    /// Carries a command out: planner, rows, journal and outbox in one transaction; or nothing at all, for a dry run or an error.
    ///
    /// - Throws: the planner's `TenancyError`; `.moved` when `ifRevision` is not the current revision; `.storeUnavailable` when the disk fails;
    ///   `.storeBusy` when too many changes wait.
    func execute(_ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool) async throws
        -> Receipt

    /// The whole plan, with the revision it stands at.
    func snapshot() async throws -> PlanSnapshot
    /// The revision of the last change; 0 for an empty plan.
    func revision() async throws -> Int64
    func tenant(_ name: TenantName) async throws -> Tenant?
    func network(_ key: NetworkKey) async throws -> Network?
    /// All leaks, by name.
    func leaks() async throws -> [Leak]
    func leak(_ name: LeakName) async throws -> Leak?
    /// All pools with their usage, by name.
    func pools() async throws -> [(pool: Pool, usage: PoolUsage)]
    func pool(_ name: PoolName) async throws -> (pool: Pool, usage: PoolUsage)?
    /// A pool with all there is to say about it; the forecast looks back from `now`.
    func report(_ pool: PoolName, now: Timestamp) async throws -> PoolReport?
    /// When the first quarantine, reservation or draining ends; `nil` when none is open.
    func nextExpiry() async throws -> Timestamp?
    /// The allocations of a tenant, of a pool, of both, or all; by scope and value.
    func allocations(tenant: TenantName?, pool: PoolName?) async throws -> [Allocation]
    func address(_ address: IPAddress) async throws -> AddressReport
    /// The entries that a filter lets through, the newest first.
    func journal(_ filter: JournalFilter) async throws -> [JournalEntry]
    /// One entry with the rows that it changed; `nil` when there is no such revision.
    func change(_ revision: Int64) async throws -> (record: JournalRecord, rows: [RowChange])?
    /// Recomputes the hash of every entry.
    func proveJournal() async throws -> JournalProof
    /// Who holds or held a prefix, what is around it and what is inside: at a time, or ever.
    func history(of prefix: Prefix, at time: Timestamp?, limit: Int) async throws -> PrefixHistory

    /// The outbox, by target and object.
    func outbox() async throws -> [OutboxItem]
    /// What an executor has to report of.
    func backlog(of target: OutboxTarget) async throws -> Backlog
    /// Records what an executor did with the plan at a revision. An object that is reported without an error, and is not asked for by a later revision, is done; a
    /// done object that no longer exists in the plan leaves the outbox. `detail` is what identifies the effect, such as the commit.
    func acknowledge(_ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String, at: Timestamp)
        async throws

    /// A copy of the whole plan with its journal, as it stands at one revision, proved whole and on the disk.
    ///
    /// Commands go on meanwhile.
    /// - Throws: `TenancyError` with code `store.unavailable` when there is no room for it; `store.damaged` when the plan is not whole.
    func backup() async throws -> StoredCopy
    /// The whole plan as rows, at one revision.
    func document() async throws -> PlanDocument
    /// Proves the plan whole, and looks at its files; each check is a finding, and none throws.
    func examine() async -> [Finding]
    /// Why the last write was refused; `nil` when writing works.
    func obstacle() -> WriteObstacle?
}

extension PlanStore {
    /// Entries below a revision, the newest first.
    package func journal(before revision: Int64?, limit: Int) async throws -> [JournalEntry] {
        try await journal(JournalFilter(before: revision, limit: limit))
    }
}
