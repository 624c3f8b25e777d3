// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Exclusions as rows of our own table of pools, with for whom and why.
extension Planner {
    func importExclusions(
        _ rows: [(line: Int, row: ExclusionRow)], on ledger: inout some Ledger, plan: inout Plan,
        report: inout ImportReport
    ) throws {
        var counts: [PoolName: Int] = [:]
        for (line, row) in rows {
            do {
                guard let pool = try ledger.pool(row.pool) else { throw Self.noPool(row.pool) }
                guard let tile = try ledger.tile(in: pool, holding: row.extent.first), pool.range.contains(row.extent)
                else {
                    throw TenancyError(
                        .notFree, "\(pool.text(row.extent)) is outside pool \(pool.name) (\(pool.text(pool.range)))")
                }
                let wanted = ExtentRecord(row.extent, .reserved, claimant: row.tenant, reason: row.reason)
                let present = try ledger.tiles(in: pool, overlapping: row.extent)
                if present.allSatisfy({ $0.part(row.extent) == wanted }) {
                    report.unchanged += 1
                    continue
                }
                guard tile.state == .free, tile.extent.contains(row.extent) else {
                    throw try ledger.notFree(row.extent, in: pool, tile: tile, field: "range")
                }
                try ledger.carve(wanted, from: tile, in: pool)
                report.imported += 1
                counts[pool.name, default: 0] += 1
            } catch let error as TenancyError where !error.code.isOfTheStore {
                report.refuse(line, error)
            }
        }
        for (pool, count) in counts.sorted(by: { $0.key < $1.key }) {
            plan.steps.append(.init(.reserve, "\(count) runs of pool \(pool)", "excluded"))
        }
    }
}
