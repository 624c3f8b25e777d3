// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
package import TenancyCore

/// The store of the address plan in one SQLite file.
///
/// What a call returns is on the disk. Beside `path` stand `path.lock` (held as long as the store is open, so that no second daemon opens it), SQLite's
/// `path-wal` and `path-shm`, and, after an upgrade, the copies `path.v<version>.<time>` from before it.
package struct SQLiteStore: PlanStore {
    let path: String
    let writer: Writer
    private let reader: Reader
    private let snapshots = SnapshotCache()

    /// Opens the plan, creating it when it is missing, and proves that it is whole.
    ///
    /// - Throws: `TenancyError` with code `store.unavailable` when it is locked or cannot be opened; `store.damaged` when it is not whole, not ours, or of a
    ///   newer program. Such a file is left as it is.
    package static func open(path: String, now: Timestamp) async throws -> SQLiteStore {
        try await open(path: path, now: now, migrations: Migration.all, fault: nil)
    }

    static func open(
        path: String, now: Timestamp, migrations: [Migration], fault: Fault?,
        limits: FairQueue<any QueuedWrite>.Limits = .init()
    ) async throws -> SQLiteStore {
        let writer = try Writer(path: path, now: now, migrations: migrations, fault: fault, limits: limits)
        let reader = try Reader(path: path, health: writer.health)
        try await reader.read { try Integrity(connection: $0.connection, path: path).check() }
        return SQLiteStore(path: path, writer: writer, reader: reader)
    }

    private init(path: String, writer: Writer, reader: Reader) {
        self.path = path
        self.writer = writer
        self.reader = reader
    }

    package func execute(
        _ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool
    ) async throws -> Receipt {
        try await writer.execute(command, settings: settings, context: context, dryRun: dryRun)
    }

    package func acknowledge(
        _ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String, at: Timestamp
    ) async throws {
        try await writer.acknowledge(target, revision: revision, results: results, detail: detail, at: at)
    }

    package func snapshot() async throws -> PlanSnapshot {
        try await reader.read { [snapshots] in try snapshots.snapshot($0) }
    }

    package func revision() async throws -> Int64 {
        try await reader.read { try Journal(connection: $0.connection).head().revision }
    }

    package func tenant(_ name: TenantName) async throws -> Tenant? {
        try await reader.read { try $0.tenant(name) }
    }

    package func network(_ key: NetworkKey) async throws -> Network? {
        try await reader.read { try $0.network(key) }
    }

    package func leaks() async throws -> [Leak] {
        try await reader.read { try $0.leaks() }
    }

    package func leak(_ name: LeakName) async throws -> Leak? {
        try await reader.read { try $0.leak(name) }
    }

    package func pools() async throws -> [(pool: Pool, usage: PoolUsage)] {
        try await reader.read { ledger in try ledger.pools().map { ($0, try ledger.usage(of: $0)) } }
    }

    package func pool(_ name: PoolName) async throws -> (pool: Pool, usage: PoolUsage)? {
        try await reader.read { ledger in try ledger.pool(name).map { ($0, try ledger.usage(of: $0)) } }
    }

    package func report(_ pool: PoolName, now: Timestamp) async throws -> PoolReport? {
        try await reader.read { ledger in try ledger.pool(pool).map { try ledger.report($0, now: now) } }
    }

    package func nextExpiry() async throws -> Timestamp? {
        try await reader.read { try $0.nextExpiry() }
    }

    package func allocations(tenant: TenantName?, pool: PoolName?) async throws -> [Allocation] {
        try await reader.read { try $0.allocations(tenant: tenant, pool: pool) }
    }

    package func address(_ address: IPAddress) async throws -> AddressReport {
        try await reader.read { ledger in
            let pool = try ledger.addressPool(holding: address.bits)
            return AddressReport(
                address: address, pool: pool, tile: try pool.flatMap { try ledger.tile(in: $0, holding: address.bits) },
                allocations: try ledger.allocations(holding: address), tenures: try ledger.tenures(holding: address))
        }
    }

    package func journal(_ filter: JournalFilter) async throws -> [JournalEntry] {
        try await reader.read { try Journal(connection: $0.connection).entries(filter) }
    }

    package func change(_ revision: Int64) async throws -> (record: JournalRecord, rows: [RowChange])? {
        try await reader.read { ledger in
            let journal = Journal(connection: ledger.connection)
            guard let record = try journal.record(revision) else { return nil }
            return (record, try RowText(connection: ledger.connection).changes(journal.changes(of: revision)))
        }
    }

    package func proveJournal() async throws -> JournalProof {
        try await reader.read { try Journal(connection: $0.connection).proof() }
    }

    package func history(of prefix: Prefix, at time: Timestamp?, limit: Int) async throws -> PrefixHistory {
        try await reader.read { try $0.history(of: prefix, at: time, limit: limit) }
    }

    package func outbox() async throws -> [OutboxItem] {
        try await reader.read { try Outbox(connection: $0.connection).items() }
    }

    package func backlog(of target: OutboxTarget) async throws -> Backlog {
        try await reader.read { try Outbox(connection: $0.connection).backlog(of: target) }
    }
}
