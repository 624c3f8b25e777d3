// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Restore of random histories")
struct RestorePropertyTests {
    private static func command(_ random: inout SeededGenerator) throws -> Command {
        let name = "t\(Int.random(in: 0..<6, using: &random))"
        let tenant = try TenantName(name)
        let address = try Fixture.extent("203.0.113.\(Int.random(in: 0..<32, using: &random))")
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
            let connectivity = Fixture.connectivities.randomElement(using: &random) ?? .hostVRF
            return try Fixture.tenant(name, connectivity, length: .random(in: 20...26, using: &random), addresses: 1)
        case 2: return .deleteTenant(tenant)
        case 3:
            var request = AddressRequest(tenant: tenant, role: .floating)
            request.values = [address.first]
            request.orNext = Bool.random(using: &random)
            return .allocate(request)
        case 4:
            return .release(
                AddressRelease(value: address.first, drain: Bool.random(using: &random) ? .seconds(200) : nil))
        case 5:
            var request = ReservationRequest(
                owner: tenant, pool: try PoolName("public"), lifetime: .seconds(.random(in: 60...900, using: &random)))
            request.extent = Bool.random(using: &random) ? address : nil
            return .reserve(request)
        case 6:
            var change = PoolChange(name: try PoolName("public"))
            if Bool.random(using: &random) {
                change.addedExclusions = [address]
            } else {
                change.removedExclusions = [address]
            }
            return .updatePool(change)
        default: return .drainTenant(tenant, .seconds(.random(in: 60...600, using: &random)))
        }
    }

    private func content(_ store: SQLiteStore) async throws -> [String] {
        let pools = try await store.pools().map { "\($0.pool) \($0.usage)" }
        let document = try await store.document()
        let extents = document.records(of: "extent").map { row in
            row.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }
        return pools + extents + (try await store.snapshot().tenants.map { "\($0)" })
    }

    @Test("a backup of any moment and the journal give the plan of any later one")
    func points() async throws {
        let seed = SeededGenerator.seed()
        print("TENANCY_SEED=\(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4 {
            let folder = try TemporaryFolder()
            var states: [(at: Timestamp, content: [String])] = []
            let saved = Int.random(in: 5..<40, using: &random)
            do {
                let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
                for pool in try Fixture.pools() { try await store.execute(pool) }
                for step in 0..<80 {
                    let now = Fixture.start + .seconds(60 * (step + 1))
                    // A refusal is an outcome, too: nothing has changed then.
                    _ = try? await store.execute(try Self.command(&random), at: now)
                    states.append((now, try await content(store)))
                    if step == saved {
                        let copy = try await store.backup()
                        try FileManager.default.copyItem(atPath: copy.path, toPath: folder.file("saved"))
                    }
                }
            }
            try folder.copy("plan", to: "original")
            for round in 0..<6 {
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: folder.file("plan" + suffix))
                }
                try folder.copy("original", to: "plan")
                let state = states[Int.random(in: saved..<80, using: &random)]
                _ = try SQLiteStore.restore(
                    folder.file("plan"), from: folder.file("saved"), to: state.at,
                    now: Fixture.start + .seconds(100_000 + round))
                let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
                #expect(try await content(store) == state.content, "TENANCY_SEED=\(seed), to \(state.at)")
            }
        }
    }
}
