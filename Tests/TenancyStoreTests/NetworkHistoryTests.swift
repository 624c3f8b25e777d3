// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The store, command by command in transactions of their own.
private struct StoreSubject: NetworkSubject {
    let connection: Connection

    func run(_ command: Command, at now: Timestamp) throws {
        _ = try connection.transaction {
            try PlanTransaction(connection: connection).execute(
                command, settings: PlanSettings(), context: Fixture.context(now), dryRun: false)
        }
    }

    private var ledger: SQLiteLedger { SQLiteLedger(connection: connection, revision: 0) }

    func everyTenant() throws -> [Tenant] { try ledger.tenants() }
    func everyLeak() throws -> [Leak] { try ledger.leaks() }
    func prove() throws { try Integrity(connection: connection, path: "plan").check() }
}

@Suite("Histories of networks and leaks in the store")
struct NetworkHistoryTests {
    @Test(
        "after every step of a random history networks and leaks in the store are what the naive model says",
        arguments: 0..<2)
    func histories(round: Int) throws {
        let seed = SeededGenerator.seed() &+ UInt64(round)
        print("networks and leaks in the store, round \(round): TENANCY_SEED=\(seed &- UInt64(round))")
        var history = try NetworkHistory(
            StoreSubject(connection: try Fixture.memory()), random: SeededGenerator(seed: seed))
        do {
            try history.play(steps: 2000)
        } catch {
            Issue.record("TENANCY_SEED=\(seed &- UInt64(round)): \(error)")
        }
    }
}
