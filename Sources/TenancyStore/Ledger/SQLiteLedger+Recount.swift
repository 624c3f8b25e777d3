// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    /// Makes what is derived from the tiles anew: the usage of every pool.
    func recount() throws {
        try connection.run("DELETE FROM pool_usage WHERE pool NOT IN (SELECT id FROM pool)")
        for pool in try pools() {
            var rows = try connection.query(
                """
                SELECT first, last, state, until, claimant, reason FROM extent WHERE pool = ?1
                """, .integer(pool.id))
            var usage = PoolUsage()
            while try rows.next() { usage.add(try tile(rows)) }
            try connection.run(
                """
                INSERT OR REPLACE INTO pool_usage(pool, free, allocated, reserved, quarantined, held)
                VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                """,
                .integer(pool.id), .wide(usage.free), .wide(usage.allocated), .wide(usage.reserved),
                .wide(usage.quarantined), .wide(usage.held))
        }
    }
}
