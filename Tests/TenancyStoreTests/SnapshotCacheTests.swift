// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("The plan as it was read last")
struct SnapshotCacheTests {
    private struct Difference: Error, CustomStringConvertible { let description: String }

    /// What a cache answers, and what is read afresh.
    private func compare(_ cache: SnapshotCache, _ connection: Connection, _ what: String) throws {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let (cached, fresh) = (try cache.snapshot(ledger), try SnapshotCache().snapshot(ledger))
        guard cached == fresh else { throw Difference(description: "after \(what): \(cached) is not \(fresh)") }
    }

    @Test("after every kind of command it is what a reading of everything gives")
    func kinds() throws {
        let connection = try Fixture.memory()
        let cache = SnapshotCache()
        var now = Fixture.start
        for command in try Fixture.everything() {
            now = now + .seconds(60)
            try connection.execute(command, at: now)
            try compare(cache, connection, command.verb)
        }
        // What is due, and each change taken back as far as that goes.
        for delay in [10, 36_000, 36_000] {
            now = now + .seconds(delay)
            try connection.execute(.expire, at: now)
            try compare(cache, connection, "expiry")
        }
        let newest = try Journal(connection: connection).head().revision
        for revision in stride(from: newest, to: 0, by: -1) {
            _ = try? connection.execute(.undo(revision), at: now)
            try compare(cache, connection, "undo \(revision)")
        }
    }

    @Test("after every command of a random history, looked at now and then", arguments: 0..<3)
    func history(round: Int) throws {
        let seed = SeededGenerator.seed() &+ UInt64(round)
        var random = SeededGenerator(seed: seed)
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        let cache = SnapshotCache()
        var now = Fixture.start
        for step in 0..<200 {
            now = now + .seconds([0, 60, 4000].randomElement(using: &random) ?? 0)
            let name = "t\(Int.random(in: 0...6, using: &random))"
            let command: Command =
                switch Int.random(in: 0...9, using: &random) {
                case 0...3:
                    try Fixture.tenant(
                        name, Fixture.connectivities.randomElement(using: &random) ?? .hostVRF,
                        length: .random(in: 25...28, using: &random), addresses: .random(in: 0...2, using: &random))
                case 4...5: .deleteTenant(try TenantName(name))
                case 6: .drainTenant(try TenantName(name), .seconds(60))
                case 7: .expire
                case 8: .allocate(AddressRequest(tenant: try TenantName(name), role: .floating))
                default: .undo(Int64.random(in: 8...(8 + Int64(step)), using: &random))
                }
            _ = try? connection.execute(command, at: now)
            guard Int.random(in: 0...2, using: &random) > 0 else { continue }
            do {
                try compare(cache, connection, "step \(step), \(command.verb)")
            } catch {
                Issue.record("TENANCY_SEED=\(seed &- UInt64(round)), round \(round): \(error)")
                return
            }
        }
    }
}
