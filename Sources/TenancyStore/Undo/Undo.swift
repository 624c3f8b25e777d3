// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// Takes a transaction back inside the open one.
///
/// Plain rows take their values from before by the inverse of the changeset. What is more than its rows is done by code: tiles are cut and merged as they stand now,
/// tenures end and begin now, generations go on, and counters follow.
struct Undo {
    let revision: Int64
    let now: Timestamp
    private var ledger: SQLiteLedger
    private var connection: Connection { ledger.connection }

    /// How many revisions back it reaches: all that came since are read to find what depends on one, and every other change waits meanwhile.
    static let reach: Int64 = 100_000
    private let reach: Int64

    init(_ revision: Int64, on ledger: SQLiteLedger, at now: Timestamp, reach: Int64 = Undo.reach) {
        self.revision = revision
        self.now = now
        self.reach = reach
        self.ledger = ledger
    }

    /// Tables whose rows the inverse of the changeset does not touch.
    private static let byCode: Set = ["extent", "tenure", "network_generation", "quota"]

    mutating func run() throws -> Reversal {
        let (changeset, time) = try target()
        let rows = try NamedRow.all(of: changeset, on: connection)
        try checkDependents(of: Footprint(rows, at: time))
        let pools = rows.filter { $0.table == "pool" }
        let made = Set(pools.filter { $0.operation == .insert }.compactMap { $0.new.integer("id") })
        let gone = Set(pools.filter { $0.operation == .delete }.compactMap { $0.old.integer("id") })

        var reversal = Reversal()
        describe(rows, in: &reversal)
        let tiles = TileChange.all(in: rows).filter { !$0.isExpiry(at: time) }
        // As the application of the changeset does from here on: SQLite counts what is deferred either way apart, and takes one from the other only in the end.
        // A script, not a statement that is kept: SQLite sets the flag when it prepares the statement, and a kept one that never ran is not prepared again.
        try connection.execute(script: "PRAGMA defer_foreign_keys = ON")
        for tile in tiles where !made.contains(tile.pool) && !gone.contains(tile.pool) { try put(tile) }
        for row in rows where row.table == "extent" && row.operation == .delete {
            guard let pool = row.old.integer("pool"), !gone.contains(pool), let run = row.old.extent else { continue }
            try join(run, row.old, in: pool)
        }
        for pool in made { try ledger.clear(pool) }
        for row in rows where row.table == "tenant" && row.operation == .insert {
            try connection.run("DELETE FROM quota WHERE tenant = ?1", .text(row.new.text("name") ?? ""))
        }
        do {
            try connection.applyInverse(of: changeset) { !Self.byCode.contains($0) }
        } catch let conflict as Connection.Conflict {
            let what = conflict.table.isEmpty ? "the plan" : "table \(conflict.table)"
            throw refusal(
                "what it brings back does not fit into \(what) as it is now",
                hint: "tenancyctl journal show \(revision)")
        }
        for tile in tiles where gone.contains(tile.pool) { try restore(tile) }
        for pool in gone { try ledger.count(pool) }
        try bringTenuresOn(rows)
        try renewGenerations(rows, in: &reversal)
        reversal.restoredPools = try pools.filter { $0.operation == .delete }.compactMap { row in
            try row.old.text("name").map { try ledger.stored($0, PoolName.init) }
        }
        try nameLeaks(rows, in: &reversal)
        try nameAffected(rows, in: &reversal)
        try bringQuotasBack(rows, of: reversal.tenants)
        return reversal
    }

    // MARK: Whether it can be done

    private func target() throws -> (changeset: [UInt8], at: Timestamp) {
        var rows = try connection.query(
            "SELECT changeset, at, verb, (SELECT max(seq) FROM journal WHERE undoes = ?1) FROM journal WHERE seq = ?1",
            .integer(revision))
        guard try rows.next() else {
            throw TenancyError(.notFound, "no revision \(revision)", field: "revision", hint: "tenancyctl journal list")
        }
        guard ledger.revision - revision <= reach else {
            throw refusal(
                "it is more than \(reach) revisions old",
                hint: "tenancyctl journal show \(revision), and change back by hand")
        }
        guard try rows.text(2) != "plan.restore" else {
            throw refusal("it put a backup in the place of the plan", hint: "tenancyd --restore")
        }
        if let by = try rows.integer(orNull: 3), try !isCancelled(by) {
            throw refusal("revision \(by) undid it", hint: "tenancyctl journal show \(by)")
        }
        return (try rows.blob(0), Timestamp(microseconds: try rows.integer(1)))
    }

    /// Whether an undo was undone itself.
    private func isCancelled(_ revision: Int64) throws -> Bool {
        var rows = try connection.query("SELECT max(seq) FROM journal WHERE undoes = ?1", .integer(revision))
        guard try rows.next(), let by = try rows.integer(orNull: 0) else { return false }
        return try !isCancelled(by)
    }

    /// How many dependents a refusal names.
    private static let namedDependents = 20

    private func checkDependents(of footprint: Footprint) throws {
        var rows = try connection.query(
            "SELECT seq, undoes, verb, object, at, changeset FROM journal WHERE seq > ?1 ORDER BY seq DESC",
            .integer(revision))
        // An undo that stands and what it undid leave nothing together.
        var cancelled: Set<Int64> = []
        var dependents: [(revision: Int64, text: String)] = []
        while try rows.next() {
            let later = try rows.integer(0)
            guard !cancelled.contains(later) else { continue }
            if let undone = try rows.integer(orNull: 1), undone > revision {
                cancelled.insert(undone)
                continue
            }
            let changed = Footprint(
                try NamedRow.all(of: rows.blob(5), on: connection), at: Timestamp(microseconds: try rows.integer(4)))
            guard changed.depends(on: footprint) else { continue }
            dependents.append((later, "\(later) (\(try rows.text(2)) \(try rows.text(3)))"))
        }
        guard let latest = dependents.first else { return }
        let named = dependents.reversed().prefix(Self.namedDependents).map(\.text).joined(separator: ", ")
        let more = dependents.count > Self.namedDependents ? " and \(dependents.count - Self.namedDependents) more" : ""
        throw refusal(
            "later revisions depend on it: \(named)\(more)",
            hint: "undo the latest first: tenancyctl undo \(latest.revision)")
    }

    private func refusal(_ reason: String, hint: String) -> TenancyError {
        TenancyError(.needed, "cannot undo revision \(revision): \(reason)", field: "revision", hint: hint)
    }

    // MARK: Tiles

    /// Gives a run of a pool that stands its former state.
    private mutating func put(_ change: TileChange) throws {
        guard let pool = try ledger.pool(change.pool) else { return }
        let text = pool.text(change.run)
        guard let old = change.old, change.new != nil else {
            throw refusal("it changed the range of pool \(pool.name)", hint: "tenancyctl pool show \(pool.name)")
        }
        guard let tile = try ledger.tile(in: pool, holding: change.run.first), tile.extent.contains(change.run),
            tile.state == .free || change.new?.integer("state").map({ Int($0) == tile.state.rawValue }) ?? true
        else {
            throw refusal(
                "\(text) of pool \(pool.name) is not as it left it", hint: "tenancyctl pool show \(pool.name)")
        }
        // What only changed its kind or its claimant has ended with what it became.
        let ranOut = tile.state == .free && change.new?.integer("state") != Int64(ExtentRecord.State.free.rawValue)
        guard !ranOut || (old["state"] != change.new?["state"] && old["claimant"] != change.new?["claimant"]) else {
            throw refusal("\(text) of pool \(pool.name) has run out since", hint: "tenancyctl pool show \(pool.name)")
        }
        let target = try ledger.tile(change.run, old, over: tile)
        let (before, after) = tile.extent.removing(change.run)
        let rest = [before, after].compactMap(\.self)
        if target.state == .free {
            guard tile.state != .free else { return }
            let middle = tile.moved(to: change.run)
            if !rest.isEmpty { try ledger.replace([tile], with: rest.map(tile.moved) + [middle], in: pool) }
            try ledger.free(middle, in: pool)
        } else {
            try ledger.replace([tile], with: rest.map(tile.moved) + [target], in: pool)
        }
    }

    /// Makes one tile again of what was one in this state and came back in parts. The free space merges by itself.
    private mutating func join(_ run: Extent, _ state: [String: Value], in id: Int64) throws {
        guard let pool = try ledger.pool(id) else { return }
        var parts: [ExtentRecord] = []
        var next = run.first
        while let tile = try ledger.tile(in: pool, holding: next), run.contains(tile.extent), tile.state != .free,
            try ledger.tile(tile.extent, state, over: tile) == tile
        {
            parts.append(tile)
            guard tile.extent.last < run.last else { break }
            next = tile.extent.last + 1
        }
        guard parts.count > 1, parts.last?.extent.last == run.last, let first = parts.first else { return }
        try ledger.replace(parts, with: [first.moved(to: run)], in: pool)
    }

    /// Puts a tile of a pool that is there again.
    private func restore(_ change: TileChange) throws {
        guard let pool = try ledger.pool(change.pool), let old = change.old else { return }
        try ledger.place(try ledger.tile(change.run, old, over: ExtentRecord(change.run, .free)), in: pool)
    }

    // MARK: What goes on

    /// Ends the tenure of what is no longer held, and begins one for what is held again.
    private mutating func bringTenuresOn(_ rows: [NamedRow]) throws {
        for row in rows where row.table == "allocation" {
            guard let first = row.values["first"], let name = row.values.text("scope") else { continue }
            let scope = Value.text(name)
            // A transaction that ended a holding and gave the block away again has changed its row: that was another tenure.
            let isAnother = ["last", "since", "network", "role"].contains { row.old[$0] != nil }
            guard row.operation != .update || isAnother else { continue }
            try connection.run(
                "UPDATE tenure SET until = ?3, closed_by = ?4 WHERE first = ?1 AND scope = ?2 AND until IS NULL", first,
                scope, .integer(now.microseconds), .integer(ledger.revision))
            guard row.operation != .insert else { continue }
            try checkAlone(first, in: name)
            try connection.run(
                "UPDATE allocation SET since = ?3 WHERE scope = ?1 AND first = ?2", scope, first,
                .integer(now.microseconds))
            try connection.run(
                """
                INSERT INTO tenure(first, last, scope, opened_by, since, tenant, network, role)
                SELECT first, last, scope, ?3, since, tenant, network, role FROM holding
                WHERE scope = ?1 AND first = ?2
                """, scope, first, .integer(ledger.revision))
        }
    }

    /// What is held again overlaps nothing that was taken meanwhile.
    private func checkAlone(_ first: Value, in scope: String) throws {
        var rows = try connection.query(
            "SELECT first, last FROM allocation WHERE scope = ?1 AND first = ?2", .text(scope), first)
        guard try rows.next(), let extent = Extent(first: try rows.wide(0), last: try rows.wide(1)) else { return }
        guard try ledger.allocations(in: ledger.scope(scope), overlapping: extent).count == 1 else {
            throw refusal(
                "what it brings back overlaps what is allocated now in scope \(scope)",
                hint: "tenancyctl journal show \(revision)")
        }
    }

    /// A network that is there again is another one to the cluster: what had its name is gone or going.
    private mutating func renewGenerations(_ rows: [NamedRow], in reversal: inout Reversal) throws {
        for row in rows where row.table == "network" && row.operation == .delete {
            guard let text = row.old.text("key") else { continue }
            let key = try ledger.stored(text, NetworkKey.init)
            try ledger.setGeneration(try ledger.takeGeneration(of: key), of: key)
            reversal.restoredNetworks.append(key)
        }
    }

    /// Gives limits back, and counts what the tenants use.
    private mutating func bringQuotasBack(_ rows: [NamedRow], of tenants: [TenantName]) throws {
        for name in tenants {
            guard let tenant = try ledger.tenant(name) else { continue }
            for resource in QuotaResource.allCases {
                let row = rows.first {
                    $0.table == "quota" && $0.values.text("tenant") == name.description
                        && $0.values.text("resource") == resource.rawValue
                }
                let quota = tenant.quotas.first { $0.resource == resource }
                let isGiven = row.map { $0.operation != .update || $0.old["limited_to"] != nil } ?? false
                let limit = isGiven ? row?.old.integer("limited_to") : quota?.limit
                let used = tenant.networks.flatMap(\.allocations).compactMap(QuotaResource.use).reduce(Int64(0)) {
                    $1.resource == resource ? $0 + $1.amount : $0
                }
                guard limit != quota?.limit || used != quota?.used ?? 0 else { continue }
                if let limit, used > limit {
                    throw refusal(
                        "tenant \(name) uses \(used) of \(resource.rawValue) and would be allowed \(limit)",
                        hint: "tenancyctl tenant show \(name)")
                }
                try ledger.setQuota(resource, of: name, limit: limit, used: used)
            }
        }
    }

    // MARK: What is told

    private func nameAffected(_ rows: [NamedRow], in reversal: inout Reversal) throws {
        var networks: Set<String> = []
        var tenants: Set<String> = []
        for row in rows {
            for side in [row.old, row.new] {
                switch row.table {
                case "network": networks.formUnion([side.text("key")].compactMap(\.self))
                case "allocation", "network_namespace": networks.formUnion([side.text("network")].compactMap(\.self))
                case "leak":
                    networks.formUnion([side.text("source"), side.text("target")].compactMap(\.self))
                case "tenant": tenants.formUnion([side.text("name")].compactMap(\.self))
                default: break
                }
                if ["network", "tenure", "quota"].contains(row.table) {
                    tenants.formUnion([side.text("tenant")].compactMap(\.self))
                }
            }
        }
        for leak in try reversal.restoredLeaks.compactMap({ try ledger.leak($0) }) {
            networks.formUnion([leak.source.description, leak.target.description])
        }
        for key in networks {
            var owner = try connection.query("SELECT tenant FROM network WHERE key = ?1", .text(key))
            if try owner.next() { tenants.insert(try owner.text(0)) }
        }
        reversal.networks = try networks.sorted().map { try ledger.stored($0, NetworkKey.init) }
        reversal.tenants = try tenants.sorted().map { try ledger.stored($0, TenantName.init) }
    }

    /// The leaks that stand and are not as they were.
    private func nameLeaks(_ rows: [NamedRow], in reversal: inout Reversal) throws {
        var names: Set<String> = []
        for row in rows {
            let column = ["leak": "name", "leak_prefix": "leak"][row.table]
            names.formUnion([column.flatMap { row.values.text($0) }].compactMap(\.self))
        }
        reversal.restoredLeaks = try names.sorted().map { try ledger.stored($0, LeakName.init) }
            .filter { try ledger.leak($0) != nil }
    }

    private func describe(_ rows: [NamedRow], in reversal: inout Reversal) {
        for row in rows where row.operation != .update {
            let comes = row.operation == .delete
            let detail = "undoes revision \(revision)"
            switch row.table {
            case "network":
                // That of a tenant who comes or goes is part of it.
                guard let key = row.values.text("key"),
                    !rows.contains(where: {
                        $0.table == "tenant" && $0.operation == row.operation && $0.key == [.text(key)]
                    })
                else { continue }
                reversal.steps.append(.init(comes ? .create : .delete, "network \(key)", detail))
            case "tenant", "pool", "leak":
                guard let name = row.values.text("name") else { continue }
                reversal.steps.append(.init(comes ? .create : .delete, "\(row.table) \(name)", detail))
            case "allocation":
                guard let extent = row.values.extent, let role = row.values.text("role") else { continue }
                let isNumber = ["vlan", "table", "vni"].contains(row.values.text("scope"))
                let text = isNumber ? extent.numberText : extent.addressText
                reversal.steps.append(.init(comes ? .allocate : .release, "\(role) \(text)", detail))
            default: break
            }
        }
    }
}

extension ExtentRecord {
    /// The same state for another run.
    fileprivate func moved(to extent: Extent) -> ExtentRecord {
        ExtentRecord(extent, state, until: until, claimant: claimant, reason: reason)
    }
}
