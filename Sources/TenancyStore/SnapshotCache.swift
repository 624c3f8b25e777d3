// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import Synchronization
internal import TenancyCore

/// The plan as it was read last, so that after a change of one tenant only that one is read again.
///
/// What has changed since then is what the journal's changesets say, which are complete by their nature.
final class SnapshotCache: Sendable {
    private let last = Mutex<PlanSnapshot?>(nil)

    /// After more changes than this, reading all is cheaper.
    private static let limit = 200

    /// The plan as a connection sees it.
    func snapshot(_ ledger: SQLiteLedger) throws -> PlanSnapshot {
        let revision = try Journal(connection: ledger.connection).head().revision
        let known = last.withLock { $0 }
        if let known, known.revision == revision { return known }
        let snapshot = try known.flatMap { try update($0, to: revision, ledger) } ?? read(revision, ledger)
        last.withLock { $0 = snapshot }
        return snapshot
    }

    private func read(_ revision: Int64, _ ledger: SQLiteLedger) throws -> PlanSnapshot {
        PlanSnapshot(revision: revision, tenants: try ledger.tenants(), leaks: try ledger.leaks())
    }

    /// The plan at a later revision; `nil` when it has to be read as a whole.
    private func update(_ old: PlanSnapshot, to revision: Int64, _ ledger: SQLiteLedger) throws -> PlanSnapshot? {
        guard old.revision < revision, let names = try changed(after: old.revision, to: revision, ledger) else {
            return nil
        }
        var changes: [TenantName: Tenant?] = [:]
        for name in names { changes.updateValue(try ledger.tenant(name), forKey: name) }
        return old.updated(to: revision, changes, leaks: try ledger.leaks())
    }

    /// The tenants that changes after a revision concern; `nil` when that is many of them, or cannot be said.
    private func changed(after old: Int64, to new: Int64, _ ledger: SQLiteLedger) throws -> [TenantName]? {
        guard new - old <= Self.limit else { return nil }
        let connection = ledger.connection
        var names: Set<String> = []
        var networks: Set<String> = []
        for revision in (old + 1)...new {
            let rows = try Journal(connection: connection).changes(of: revision)
            guard rows.count <= 20 * Self.limit else { return nil }
            for row in try NamedRow.all(rows, on: connection) {
                for side in [row.old, row.new] {
                    switch row.table {
                    case "tenant": names.formUnion([side.text("name")].compactMap(\.self))
                    case "quota": names.formUnion([side.text("tenant")].compactMap(\.self))
                    case "network":
                        names.formUnion([side.text("tenant")].compactMap(\.self))
                        networks.formUnion([side.text("key")].compactMap(\.self))
                    case "network_namespace", "allocation":
                        networks.formUnion([side.text("network")].compactMap(\.self))
                    default: break
                    }
                }
                // An updated row says what it is and what is new, which the network of an allocation never is.
                if row.table == "allocation", row.operation == .update {
                    try networks.formUnion(network(of: row, connection))
                }
                if row.table == "pool", row.operation == .update, row.new["name"] != nil { return nil }
            }
        }
        for key in networks {
            var rows = try connection.query("SELECT tenant FROM network WHERE key = ?1", .text(key))
            if try rows.next() { names.insert(try rows.text(0)) }
        }
        return try names.sorted().map { try ledger.stored($0, TenantName.init) }
    }

    private func network(of row: NamedRow, _ connection: Connection) throws -> [String] {
        guard row.key.count == 2 else { return [] }
        var rows = try connection.query(
            "SELECT network FROM allocation WHERE scope = ?1 AND first = ?2", row.key[0], row.key[1])
        return try rows.next() ? [try rows.text(0)] : []
    }
}
