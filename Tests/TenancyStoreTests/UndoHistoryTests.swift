// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// Random histories with undo, against the naive expectation: what a revision changed is as before it, everything else as it is.
@Suite("Histories with undo")
struct UndoHistoryTests {
    private struct Difference: Error, CustomStringConvertible { let description: String }

    @Test("after every undo the plan is whole, and value by value what it should be", arguments: 0..<4)
    func histories(round: Int) throws {
        let seed = SeededGenerator.seed() &+ UInt64(round)
        var random = SeededGenerator(seed: seed)
        do {
            let counts = try history(steps: 240, random: &random)
            #expect(counts.undone > 3 && counts.refused > 3, "\(counts)")
        } catch {
            Issue.record("TENANCY_SEED=\(seed &- UInt64(round)), round \(round): \(error)")
        }
    }

    private func history(steps: Int, random: inout SeededGenerator) throws -> (undone: Int, refused: Int) {
        let connection = try Fixture.memory()
        let pools = [
            try Fixture.pool("private", .private, "10.0.0.0/24"), try Fixture.pool("public", .public, "203.0.113.0/28"),
            try Fixture.pool("transit", .transit, "192.0.2.0/27", quarantine: .zero),
            try Fixture.pool("vlans", .vlan, "100-115", policy: .first),
            try Fixture.pool("tables", .table, "256-271", quarantine: .seconds(30)),
        ]
        var now = Fixture.start
        /// What stood after each revision, by value and by tenant.
        var states: [[String: String]] = [[:]]
        for pool in pools {
            try connection.execute(pool, at: now)
            states.append(try state(connection, at: now))
        }
        var counts = (undone: 0, refused: 0)
        for step in 0..<steps {
            now = now + .seconds([0, 1, 10, 60, 4000].randomElement(using: &random) ?? 0)
            let name = ["red", "blue", "green", "grey", "pink"].randomElement(using: &random) ?? ""
            let command: Command
            switch Int.random(in: 0...14, using: &random) {
            case 10...11:
                let key = "\(name)-\(Int.random(in: 2...3, using: &random))"
                command =
                    try Bool.random(using: &random)
                    ? Fixture.network(key, of: name, length: .random(in: 27...29, using: &random))
                    : .deleteNetwork(NetworkKey(key))
            case 12...14: command = try leak(on: connection, random: &random)
            case 0...2:
                let connectivity = Fixture.connectivities.randomElement(using: &random) ?? .hostVRF
                command = try Fixture.tenant(
                    name, connectivity, length: .random(in: 25...28, using: &random),
                    addresses: .random(in: 0...3, using: &random))
            case 3...4: command = .deleteTenant(try TenantName(name))
            case 5:
                command =
                    try Bool.random(using: &random)
                    ? Fixture.pool("extra", .public, "198.51.100.0/29") : .deletePool(PoolName("extra"))
            default:
                let newest = Int64(states.count - 1)
                command = .undo(Int64.random(in: max(6, newest - 8)...max(6, newest), using: &random))
            }
            let before = try state(connection, at: now)
            var refusal: TenancyError?
            do {
                try connection.execute(command, at: now)
            } catch {
                refusal = error as? TenancyError
                if refusal == nil || refusal?.code == .internal || refusal?.code == .storeDamaged { throw error }
            }
            try Integrity(connection: connection, path: ":memory:").check()
            let after = try state(connection, at: now)
            if refusal != nil, before != after {
                throw Difference(description: "step \(step) was refused and did something")
            }
            if case .undo(let revision) = command {
                if refusal == nil {
                    counts.undone += 1
                    try compare(
                        states[Int(revision) - 1], states[Int(revision)], before, after, at: now,
                        "step \(step): undo \(revision)")
                } else {
                    counts.refused += 1
                    if Int(revision) == states.count - 1, revision > 5 {
                        throw Difference(
                            description:
                                "step \(step): the newest revision cannot be undone: \(refusal?.description ?? "")")
                    }
                }
            }
            if refusal == nil { states.append(after) }
        }
        return counts
    }

    /// A leak of one of three names between networks that are there, or its end.
    private func leak(on connection: Connection, random: inout SeededGenerator) throws -> Command {
        let networks = try SQLiteLedger(connection: connection, revision: 0).tenants().flatMap(\.networks)
        let name = try LeakName("leak\(Int.random(in: 1...3, using: &random))")
        guard Int.random(in: 0...2, using: &random) > 0, let source = networks.randomElement(using: &random),
            let target = networks.randomElement(using: &random), let cidr = source.cidrs.first,
            let part = Prefix(holding: cidr.first, length: min(cidr.length + Int.random(in: 0...2, using: &random), 32))
        else { return .deleteLeak(name) }
        var request = LeakRequest(name: name, source: source.key, target: target.key)
        request.prefixes = [part]
        request.isMutual = Bool.random(using: &random)
        return .createLeak(request)
    }

    /// What the undone revision changed is as it was before it, as far as the clock allows; everything else stays.
    private func compare(
        _ old: [String: String], _ new: [String: String], _ before: [String: String], _ after: [String: String],
        at now: Timestamp, _ place: String
    ) throws {
        for key in Set(old.keys).union(new.keys).union(before.keys).union(after.keys).sorted() {
            let isExpiry = old[key]?.hasPrefix("quarantined") == true && new[key] == "free"
            let expected = old[key] == new[key] || isExpiry ? before[key] : old[key].map { due($0, at: now) }
            guard after[key].map({ due($0, at: now) }) == expected.map({ due($0, at: now) }) else {
                throw Difference(
                    description: "\(place): \(key) is \(after[key] ?? "gone"), not \(expected ?? "gone")")
            }
        }
    }

    /// The state once the clock has done its part.
    private func due(_ text: String, at now: Timestamp) -> String {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[0] == "quarantined", let until = Timestamp(parsing: String(parts[1])),
            until <= now
        else { return text }
        return "free"
    }

    private func state(_ connection: Connection, at now: Timestamp) throws -> [String: String] {
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        var state: [String: String] = [:]
        for pool in try ledger.pools() {
            state["pool \(pool.name)"] = "\(pool.kind) \(pool.text(pool.range)) \(pool.policy)"
            var rows = try connection.query(
                "SELECT first, last, state, until, claimant, reason FROM extent WHERE pool = ?1", .integer(pool.id))
            while try rows.next() {
                let tile = try ledger.tile(rows)
                var text = "\(tile.state)"
                if let until = tile.until, let tenant = tile.claimant { text += " \(until) \(tenant)" }
                for value in tile.extent.first...tile.extent.last { state["\(pool.name) \(value)"] = text }
            }
        }
        for tenant in try ledger.tenants() {
            state["tenant \(tenant.name)"] = "\(tenant.labels)"
            for network in tenant.networks {
                let held = network.allocations.map { "\($0.role) \($0.scope.name) \($0.text)" }
                state["network \(network.key)"] = "\(network.spec.with(generation: 0)) \(held)"
            }
        }
        for leak in try ledger.leaks() { state["leak \(leak.name)"] = "\(leak.text)" }
        return state
    }
}
