// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

extension MemoryLedger: HistorySubject {
    mutating func run(_ command: Command, at now: Timestamp, reason: String) throws -> Int64? {
        var copy = self
        _ = try Planner(settings: PlanSettings(), now: now, reason: reason).plan(command, on: &copy)
        self = copy
        return nil
    }

    func tiles(of pool: PoolName) -> [ExtentRecord] { tiles[pool] ?? [] }
    func allocations(from pool: PoolName) -> [Allocation] { allocations.filter { $0.pool == pool } }
    func proveWhole() throws { try checkWhole() }
}

/// 80,000 steps on the model ledger; the store's own tests play the rest of 100,000 on SQLite. `TENANCY_SEED=…` repeats a history.
@Suite("Allocation histories")
struct HistoryTests {
    @Test(
        "after every step of a random history the pool is what the naive model says",
        arguments: [(policy: PoolPolicy.best, quarantine: 0), (.best, 25), (.first, 25), (.sparse, 0), (.sparse, 25)])
    func histories(policy: PoolPolicy, quarantine: Int) throws {
        let random = SeededRandom("policy \(policy), quarantine \(quarantine)")
        var history = try AllocationHistory(MemoryLedger(), random: random, policy: policy, quarantine: quarantine)
        do {
            try history.play(steps: 16_000)
            let kinds = AllocationHistory<MemoryLedger, SeededRandom>.kinds
                .union(quarantine > 0 ? ["reclaim", "override"] : [])
            #expect(kinds.allSatisfy { history.carriedOut[$0, default: 0] > 5 }, "\(history.carriedOut)")
        } catch {
            Issue.record("TENANCY_SEED=\(random.seed): \(error)")
        }
    }
}
