// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

extension MemoryLedger: NetworkSubject {
    mutating func run(_ command: Command, at now: Timestamp) throws { _ = try run(command, at: now, reason: "history") }
    func everyTenant() -> [Tenant] { tenantNames().compactMap(tenant) }
    func everyLeak() -> [Leak] { leaks() }
    func prove() throws { try checkWhole() }
}

/// 20,000 steps on the model ledger; the store's own tests play as many on SQLite as their time allows. `TENANCY_SEED=…` repeats a history.
@Suite("Histories of networks and leaks")
struct NetworkHistoryTests {
    @Test("after every step of a random history networks and leaks are what the naive model says", arguments: 0..<4)
    func histories(round: Int) throws {
        let random = SeededRandom("networks and leaks, round \(round)")
        var history = try NetworkHistory(MemoryLedger(), random: random)
        do {
            try history.play(steps: 5000)
            for (kind, count) in history.counts { #expect(count.done > 20 && count.refused > 20, "\(kind): \(count)") }
            #expect(history.counts.count == 7)
        } catch {
            Issue.record("TENANCY_SEED=\(random.seed): \(error)")
        }
    }
}
