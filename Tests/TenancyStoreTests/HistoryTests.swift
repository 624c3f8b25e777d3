// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import Testing

@testable import TenancyCore
@testable import TenancyStore

/// Random histories against a naive model. A failure names its seed; `TENANCY_SEED=…` repeats it.
@Suite("Histories")
struct HistoryTests {
    private struct Held {
        let range: Range<Int>
        let tenant: TenantName
    }

    @Test(
        "after every step of a random history the tiles are those of the model",
        arguments: [
            (policy: PoolPolicy.best, quarantine: 0), (.best, 40), (.first, 0), (.first, 40), (.sparse, 40),
        ])
    func extents(policy: PoolPolicy, quarantine: Int) throws {
        let seed = SeededGenerator.seed()
        var random = SeededGenerator(seed: seed)
        var step = 0
        do {
            for base in ["10.0.0.3", "2001:db8::8"] {
                try history(
                    base: IPAddress(parsing: base).bits, count: 43, policy: policy, quarantine: quarantine,
                    steps: 2500, random: &random, step: &step)
            }
        } catch {
            Issue.record("TENANCY_SEED=\(seed), step \(step): \(error)")
        }
    }

    private struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    private func history(
        base: UInt128, count: Int, policy: PoolPolicy, quarantine: Int, steps: Int,
        random: inout SeededGenerator, step: inout Int
    ) throws {
        let connection = try Fixture.memory()
        var ledger = SQLiteLedger(connection: connection, revision: 1)
        let range = try #require(Extent(first: base, last: base + UInt128(count) - 1))
        let pool = try ledger.insert(
            Pool(
                id: 0, name: try PoolName("small"), kind: .public, range: range, defaultBits: 128, policy: policy,
                quarantine: .seconds(quarantine)), tiles: [ExtentRecord(range, .free)])
        var model = NaivePool(base: base, count: count, policy: policy)
        let tenants = try ["red", "blue"].map { try TenantName($0) }
        var held: [Held] = []
        var now = Fixture.start
        func extent(_ range: Range<Int>) -> Extent? {
            Extent(first: base + UInt128(range.lowerBound), last: base + UInt128(range.upperBound) - 1)
        }

        for _ in 0..<steps {
            step += 1
            now = now + .seconds(Int.random(in: 0...5, using: &random))
            let tenant = tenants[Int.random(in: 0...1, using: &random)]
            let size = [0, 0, 0, 1, 2, 3].randomElement(using: &random) ?? 0
            for (pool, tile) in try ledger.expired(at: now, limit: 100) { try ledger.free(tile, in: pool) }
            model.expire(at: now)
            switch Int.random(in: 0...9, using: &random) {
            case 0...3:
                let expected = model.next(size)
                let next = try ledger.nextFree(bits: 128 - size, in: pool)
                if let next { try ledger.carve(ExtentRecord(next.block, .allocated), from: next.tile, in: pool) }
                let taken = next?.block
                guard taken == expected.flatMap(extent) else {
                    throw Difference(
                        description:
                            "next /\(128 - size): \(String(describing: taken)) instead of \(String(describing: expected))"
                    )
                }
                if let expected {
                    model.take(expected)
                    held.append(Held(range: expected, tenant: tenant))
                }
            case 4...5:
                let start = Int.random(in: 0..<count, using: &random)
                let wanted = start..<start + 1 << size
                guard let run = extent(wanted) else { continue }
                let expected = model.canTake(wanted, for: tenant)
                let isTaken = (try? ledger.take(run, from: pool, for: tenant, field: "")) != nil
                guard isTaken == expected else {
                    throw Difference(description: "take \(wanted) for \(tenant): \(isTaken) instead of \(expected)")
                }
                if expected {
                    model.take(wanted)
                    held.append(Held(range: wanted, tenant: tenant))
                }
            default:
                guard let index = held.indices.randomElement(using: &random) else { continue }
                let back = held.remove(at: index)
                guard let run = extent(back.range) else { continue }
                let until = try ledger.giveBack(run, to: pool, from: back.tenant, at: now)
                model.release(back.range, tenant: back.tenant, until: until)
            }
            try compare(ledger, pool, model)
        }
    }

    /// The tiles cover the pool without gap or overlap, no two free ones touch, and value by value they are the model's; so is the usage.
    private func compare(_ ledger: SQLiteLedger, _ pool: Pool, _ model: NaivePool) throws {
        var rows = try ledger.connection.query(
            """
            SELECT first, last, state, until, claimant, reason, fit FROM extent WHERE pool = ?1 ORDER BY first
            """, .integer(pool.id))
        var next = pool.range.first
        var index = 0
        var wasFree = false
        while try rows.next() {
            let tile = try ledger.tile(rows)
            let count = Int(tile.extent.span) + 1
            guard tile.extent.first == next, index + count <= model.cells.count else {
                throw Difference(description: "tile \(pool.text(tile.extent)) does not follow")
            }
            let cells = model.cells[index..<index + count]
            guard
                cells.allSatisfy({
                    $0.state == tile.state && $0.until == tile.until && $0.claimant == tile.claimant
                }), Set(cells.map(\.block)).count == 1
            else { throw Difference(description: "tile \(pool.text(tile.extent)) is \(tile.state)") }
            guard !wasFree || tile.state != .free else {
                throw Difference(description: "tile \(pool.text(tile.extent)) is free beside a free one")
            }
            wasFree = tile.state == .free
            next = tile.extent.last + 1
            index += count
        }
        guard index == model.cells.count else { throw Difference(description: "the last tiles are missing") }
        let usage = try ledger.counters(of: pool)
        func count(_ state: ExtentRecord.State) -> UInt128 { UInt128(model.cells.count { $0.state == state }) }
        guard usage.free == count(.free), usage.allocated == count(.allocated),
            usage.quarantined == count(.quarantined), usage.reserved == 0
        else { throw Difference(description: "the usage is \(usage)") }
    }

    @Test("after every command of a random history the plan is whole")
    func commands() throws {
        let seed = SeededGenerator.seed()
        var random = SeededGenerator(seed: seed)
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        var now = Fixture.start
        var live: Set<String> = []
        for step in 0..<400 {
            now = now + .seconds(Int.random(in: 0...900, using: &random))
            let name = "t\(Int.random(in: 0...11, using: &random))"
            do {
                if live.contains(name) {
                    try connection.execute(.deleteTenant(TenantName(name)), at: now)
                    live.remove(name)
                } else {
                    let command = try Fixture.tenant(
                        name, Fixture.connectivities.randomElement(using: &random) ?? .hostVRF,
                        length: Int.random(in: 18...26, using: &random), ipv6: Bool.random(using: &random),
                        addresses: Int.random(in: 0...4, using: &random))
                    try connection.execute(command, at: now)
                    live.insert(name)
                }
            } catch let error as TenancyError where error.code == .exhausted {
                // Pools are small, so they run out; that must leave the plan whole as well.
            }
            do {
                try Integrity(connection: connection, path: "plan").check()
                #expect(try ledger.tenants().map(\.name.description) == live.sorted())
            } catch {
                Issue.record("TENANCY_SEED=\(seed), step \(step): \(error)")
                return
            }
        }
    }
}
