// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The store, command by command in transactions of their own.
private struct StoreSubject: HistorySubject {
    let connection: Connection

    func run(_ command: Command, at now: Timestamp, reason: String) throws -> Int64? {
        let head = try Journal(connection: connection).head().revision
        let receipt = try connection.transaction {
            try PlanTransaction(connection: connection).execute(
                command, settings: PlanSettings(), context: Fixture.context(now, reason: reason), dryRun: false)
        }
        return receipt.revision > head ? receipt.revision : nil
    }

    private var ledger: SQLiteLedger { SQLiteLedger(connection: connection, revision: 0) }

    func tiles(of pool: PoolName) throws -> [ExtentRecord] {
        guard let pool = try ledger.pool(pool) else { return [] }
        var rows = try connection.query(
            """
            SELECT first, last, state, until, claimant, reason FROM extent WHERE pool = ?1 ORDER BY first
            """, .integer(pool.id))
        var tiles: [ExtentRecord] = []
        while try rows.next() { tiles.append(try ledger.tile(rows)) }
        return tiles
    }

    func allocations(from pool: PoolName) throws -> [Allocation] { try ledger.allocations(tenant: nil, pool: pool) }
    func proveWhole() throws { try Integrity(connection: connection, path: "plan").check() }
}

/// The last 20,000 of 100,000 steps, which also take revisions back; the others are played on the naive ledger by the tests of TenancyCore. `TENANCY_SEED=…` repeats a history.
@Suite("Allocation histories in the store")
struct AllocationHistoryTests {
    @Test(
        "after every step of a random history the pool in the store is what the naive model says",
        arguments: [(policy: PoolPolicy.best, quarantine: 0), (.best, 25), (.first, 25), (.sparse, 0), (.sparse, 25)])
    func histories(policy: PoolPolicy, quarantine: Int) throws {
        let seed = SeededGenerator.seed()
        print("allocation history in the store, policy \(policy), quarantine \(quarantine): TENANCY_SEED=\(seed)")
        let subject = StoreSubject(connection: try Fixture.memory())
        var history = try AllocationHistory(
            subject, random: SeededGenerator(seed: seed), policy: policy, quarantine: quarantine)
        do {
            // TENANCY_STEPS=20000 plays 100,000 steps in all.
            try history.play(steps: ProcessInfo.processInfo.environment["TENANCY_STEPS"].flatMap { Int($0) } ?? 4000)
            #expect(history.undos.done > 100 && history.undos.refused > 100, "\(history.undos)")
            let kinds = AllocationHistory<StoreSubject, SeededGenerator>.kinds
                .union(["undo"]).union(quarantine > 0 ? ["reclaim", "override"] : [])
                // Rare ones, of which so few steps may have none.
                .subtracting(["convert", "give up"])
            #expect(kinds.allSatisfy { history.carriedOut[$0, default: 0] > 0 }, "\(history.carriedOut)")
            let counts = history.carriedOut.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            print("carried out: \(counts.joined(separator: ", ")); undos refused: \(history.undos.refused)")
        } catch {
            Issue.record("TENANCY_SEED=\(seed): \(error)")
        }
    }
}
