// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// Proves what SQL constraints cannot state: that the plan in a database is whole.
struct Integrity {
    let connection: Connection
    let path: String

    /// Reads everything once.
    ///
    /// - Throws: `TenancyError` with code `store.damaged` that names the first flaw.
    func check() throws {
        for (_, proof) in proofs {
            if let flaw = try proof() {
                throw TenancyError(
                    .storeDamaged, "the plan \(path) is damaged: \(flaw)", hint: TenancyError.restoreHint(path))
            }
        }
    }

    /// Each thing that is proved, by a name that `doctor` shows; a proof returns the first flaw.
    var proofs: [(name: String, proof: () throws -> String?)] {
        [
            ("file", file), ("references", references), ("tiling", tiling), ("holders", holders),
            ("overlaps", overlaps), ("children", children), ("quotas", quotas), ("tenures", tenures), ("leaks", leaks),
            ("journal", Journal(connection: connection).firstFlaw),
        ]
    }

    /// The pages of the file and its indexes.
    private func file() throws -> String? {
        var rows = try connection.query("PRAGMA quick_check(1)")
        guard try rows.next() else { return "it cannot be checked" }
        let answer = try rows.text(0)
        return answer == "ok" ? nil : answer
    }

    private func references() throws -> String? {
        var rows = try connection.query("PRAGMA foreign_key_check")
        return try rows.next() ? "a row of table \(rows.text(0)) refers to one that is missing" : nil
    }

    /// The tiles of a pool cover its range without gap or overlap, no two free ones touch, and its usage is their sum.
    private func tiling() throws -> String? {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        for pool in try ledger.pools() {
            var rows = try connection.query(
                """
                SELECT first, last, state, until, claimant, reason, fit FROM extent WHERE pool = ?1 ORDER BY first
                """, .integer(pool.id))
            var usage = PoolUsage()
            var previous: ExtentRecord?
            while try rows.next() {
                let tile = try ledger.tile(rows)
                let text = pool.text(tile.extent)
                if let previous {
                    guard previous.extent.last < tile.extent.first else { return "pool \(pool.name): \(text) overlaps" }
                    guard previous.extent.last + 1 == tile.extent.first else {
                        return "pool \(pool.name): gap before \(text)"
                    }
                    guard previous.state != .free || tile.state != .free else {
                        return "pool \(pool.name): \(text) is free beside a free one"
                    }
                } else if tile.extent.first != pool.range.first {
                    return "pool \(pool.name): gap before \(text)"
                }
                if tile.state == .free, try rows.integer(6) != Int64(tile.extent.fit) {
                    return "pool \(pool.name): \(text) has the wrong fit"
                }
                usage.add(tile)
                previous = tile
            }
            guard previous?.extent.last == pool.range.last else { return "pool \(pool.name): gap at its end" }
            guard try usage == ledger.counters(of: pool) else {
                return "pool \(pool.name): its usage is not that of its tiles"
            }
        }
        return nil
    }

    /// Each allocation from a pool has its tile, and each allocated tile its allocation.
    private func holders() throws -> String? {
        var rows = try connection.query(
            """
            SELECT a.first, a.last FROM allocation a LEFT JOIN extent e ON e.pool = a.pool AND e.first = a.first
            WHERE a.pool IS NOT NULL AND (
                e.last IS NOT a.last OR e.state IS NOT iif(a.draining IS NULL, 1, 4) OR e.until IS NOT a.draining)
            UNION ALL
            SELECT e.first, e.last FROM extent e LEFT JOIN allocation a ON a.pool = e.pool AND a.first = e.first
            WHERE e.state IN (1, 4) AND a.scope IS NULL
            LIMIT 1
            """)
        return try flaw(&rows, "its tile and its allocation differ")
    }

    /// Each child pool is one tile of its parent, and each such tile a child pool.
    private func children() throws -> String? {
        var rows = try connection.query(
            """
            SELECT p.first, p.last FROM pool p LEFT JOIN extent e ON e.pool = p.parent AND e.first = p.first
            WHERE p.parent IS NOT NULL AND (e.last IS NOT p.last OR e.state <> 6)
            UNION ALL
            SELECT e.first, e.last FROM extent e LEFT JOIN pool p ON p.parent = e.pool AND p.first = e.first
            WHERE e.state = 6 AND p.id IS NULL
            LIMIT 1
            """)
        return try flaw(&rows, "its tile and its child pool differ")
    }

    /// What each tenant is said to use is what its allocations add up to.
    private func quotas() throws -> String? {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        var used: [String: [String: Int64]] = [:]
        var held = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            """)
        // Row by row: all allocations at once would be most of what the daemon ever needs.
        while try held.next() {
            let allocation = try ledger.allocation(held)
            guard let (resource, amount) = QuotaResource.use(of: allocation) else { continue }
            used[allocation.tenant.description, default: [:]][resource.rawValue, default: 0] += amount
        }
        func flaw(_ tenant: String) -> String { "tenant \(tenant): its quota does not count what it has" }
        var counted = try connection.query("SELECT tenant, resource, used FROM quota")
        while try counted.next() {
            let (tenant, resource) = (try counted.text(0), try counted.text(1))
            guard try counted.integer(2) == used[tenant]?.removeValue(forKey: resource) ?? 0 else {
                return flaw(tenant)
            }
        }
        return used.filter { !$0.value.isEmpty }.keys.min().map(flaw)
    }

    /// Each leak shows parts of its networks' CIDRs, and nothing that means something else beside it.
    private func leaks() throws -> String? {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        var numbered: [Prefix: LeakName] = [:]
        for leak in try ledger.leaks() {
            for subnet in leak.connection?.subnets ?? [] {
                if let other = numbered.updateValue(leak.name, forKey: subnet) {
                    return "leak \(leak.name): leak \(other) has subnet \(subnet), too"
                }
            }
            guard let source = try ledger.network(leak.source), let target = try ledger.network(leak.target) else {
                return "leak \(leak.name) joins a network that is missing"
            }
            do {
                try Planner(settings: PlanSettings(), now: leak.created)
                    .check(leak, from: source, to: target, on: ledger)
            } catch let error as TenancyError where error.code != .storeDamaged {
                return "leak \(leak.name): \(error.message)"
            }
        }
        return nil
    }

    /// Allocations of one scope do not overlap.
    private func overlaps() throws -> String? {
        var rows = try connection.query(
            """
            SELECT first, last FROM (
                SELECT first, last, lag(last) OVER (PARTITION BY scope ORDER BY first) AS before FROM allocation)
            WHERE before >= first LIMIT 1
            """)
        return try flaw(&rows, "it overlaps another allocation of its scope")
    }

    /// Each allocation has one open tenure of the same holder, and each open tenure its allocation.
    private func tenures() throws -> String? {
        var rows = try connection.query(
            """
            SELECT a.first, a.last FROM holding a LEFT JOIN tenure t ON t.first = a.first AND t.last = a.last
                AND t.scope = a.scope AND t.until IS NULL
            WHERE t.tenant IS NULL OR t.tenant <> a.tenant OR t.network <> a.network OR t.role <> a.role
                OR t.since <> a.since
            LIMIT 1
            """)
        if let flaw = try flaw(&rows, "its allocation and its open tenure differ") { return flaw }
        // Each has one, so as many of them are those.
        var counts = try connection.query(
            """
            SELECT (SELECT count(*) FROM tenure WHERE until IS NULL), (SELECT count(*) FROM allocation)
            """)
        guard try counts.next(), try counts.integer(0) == counts.integer(1) else {
            return "an open tenure has no allocation of its own"
        }
        return nil
    }

    private func flaw(_ rows: inout Cursor, _ text: String) throws -> String? {
        guard try rows.next() else { return nil }
        let extent = try SQLiteLedger(connection: connection, revision: 0).extent(rows, first: 0, last: 1)
        return "\(extent.first >> 32 == 0 ? extent.numberText : extent.addressText): \(text)"
    }
}
