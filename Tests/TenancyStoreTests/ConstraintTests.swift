// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// What the schema refuses, whatever the program does.
@Suite("Constraints", .serialized)
struct ConstraintTests {
    private let connection: Connection

    init() throws {
        connection = try Fixture.memory()
        try connection.execute(try Fixture.pool("tables", .table, "256-287"))
        try connection.execute(try Fixture.pool("private", .private, "10.0.0.0/16"))
        try connection.execute(try Fixture.tenant("acme", .hostVRF, addresses: 0), settings: PlanSettings())
        // A pool of 0 to 99 with tiles 10 to 19 and 30 to 39 only.
        try connection.run(
            """
            INSERT INTO pool(id, name, kind, first, last, default_bits, policy, quarantine)
            VALUES(50, 'bare', 'vlan', ?1, ?2, 128, 'best', 0)
            """, .wide(0), .wide(99))
        try insert(10, 19)
        try insert(30, 39)
    }

    private func insert(_ first: UInt128, _ last: UInt128) throws {
        try connection.run(
            "INSERT INTO extent(pool, first, last, state) VALUES(50, ?1, ?2, 2)", .wide(first), .wide(last))
    }

    private func failure(_ body: () throws -> Void) -> SQLiteError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SQLiteError
        }
    }

    private func ledger() throws -> (SQLiteLedger, Pool) {
        let ledger = SQLiteLedger(connection: connection, revision: 9)
        return (ledger, try #require(try ledger.pool(PoolName("bare"))))
    }

    private func tile(_ first: UInt128, _ last: UInt128) throws -> ExtentRecord {
        ExtentRecord(try #require(Extent(first: first, last: last)), .reserved)
    }

    @Test(
        "a tile that overlaps another in any way is refused",
        arguments: [
            (10, 19), (10, 10), (12, 15), (19, 25), (5, 10), (5, 25), (20, 30), (25, 35), (0, 99), (19, 30), (10, 50),
        ] as [(UInt128, UInt128)])
    func extents(first: UInt128, last: UInt128) throws {
        let (ledger, pool) = try ledger()
        let error = failureAnswer { try ledger.place(try tile(first, last), in: pool) }
        #expect(error?.message.hasSuffix("overlaps another of pool bare") == true)
    }

    @Test(
        "a tile that fits between others is taken",
        arguments: [(20, 29), (0, 9), (40, 99), (25, 25)] as [(UInt128, UInt128)])
    func between(first: UInt128, last: UInt128) throws {
        let (ledger, pool) = try ledger()
        try ledger.place(try tile(first, last), in: pool)
    }

    @Test("a tile outside its pool is refused", arguments: [(95, 100), (200, 300)] as [(UInt128, UInt128)])
    func outside(first: UInt128, last: UInt128) throws {
        let (ledger, pool) = try ledger()
        let error = failureAnswer { try ledger.place(try tile(first, last), in: pool) }
        #expect(error?.message.hasSuffix("lies outside pool bare") == true)
    }

    @Test(
        "tiles are replaced by others that cover the same range alone",
        arguments: [[(10, 18)], [(10, 20)], [(9, 19)], [(10, 14), (14, 19)], [(10, 13), (15, 19)], []]
            as [[(UInt128, UInt128)]])
    func replacing(new: [(UInt128, UInt128)]) throws {
        var (ledger, pool) = try ledger()
        let error = failureAnswer {
            try ledger.replace([try tile(10, 19)], with: try new.map(tile), in: pool)
        }
        #expect(error?.message == "tiles of pool bare would be replaced by others that cover another range")
        // Nor is one that is not there as it was read.
        pool = try #require(try ledger.pool(PoolName("bare")))
        let other = failureAnswer { try ledger.replace([try tile(10, 18)], with: [try tile(10, 18)], in: pool) }
        #expect(other?.message == "pool bare has no tile 10-18 as it was read")
    }

    @Test("an allocation that overlaps another of its scope is refused, in another scope it is not")
    func allocations() throws {
        let acme = try TenantName("acme")
        var ledger = SQLiteLedger(connection: connection, revision: 9)
        func insert(_ scope: Scope, _ text: String) throws {
            try ledger.insert([
                Allocation(
                    scope: scope, pool: nil, extent: try Fixture.extent(text), tenant: acme, network: NetworkKey(acme),
                    role: .cidr, since: Fixture.start)
            ])
        }
        try insert(.shared, "172.16.4.0/22")
        for text in ["172.16.4.0/22", "172.16.0.0/16", "172.16.7.0/24", "172.16.7.255", "172.16.4.0/24"] {
            #expect(failureAnswer { try insert(.shared, text) }?.code == .overlap)
        }
        try insert(.shared, "172.16.8.0/24")
        try insert(.vrf(NetworkKey(acme)), "172.16.4.0/22")
        let error = failure {
            try connection.run(
                """
                INSERT INTO allocation(scope, first, last, network, role, since)
                SELECT 'nonsense', first, last, network, role, since FROM allocation
                """)
        }
        #expect(error?.code == .constraintCheck)
    }

    @Test(
        "a row that contradicts itself is refused",
        arguments: [
            "INSERT INTO extent(pool, first, last, state) VALUES(50, x'00', x'01', 2)",
            "UPDATE extent SET state = 0 WHERE pool = 50",
            "UPDATE extent SET state = 3 WHERE pool = 50",
            "UPDATE extent SET fit = 1 WHERE pool = 50",
            "UPDATE extent SET claimant = 'acme' WHERE state = 1",
            "UPDATE extent SET last = first WHERE pool = 50",
            "UPDATE allocation SET first = last",
            "UPDATE tenure SET until = since - 1, closed_by = 99",
            "UPDATE tenure SET until = since",
            "UPDATE pool SET quarantine = -1",
            "UPDATE journal SET actor = 'nobody'",
            "DELETE FROM journal",
            "INSERT INTO journal SELECT * FROM journal",
            "UPDATE outbox SET applied = revision + 1",
            "UPDATE quota SET limited_to = used - 1", "UPDATE quota SET used = -1",
            "UPDATE extent SET until = 9, reason = 'x' WHERE pool = 50", "UPDATE pool SET max_bits = 3",
            "DELETE FROM tenant", "DELETE FROM network", "DELETE FROM pool",
        ] as [Statement])
    func contradictions(statement: Statement) {
        guard case .constraint? = failure({ try connection.run(statement.sql) })?.code else {
            Issue.record("'\(statement.sql)' was taken")
            return
        }
    }

    @Test("an allocation over the quota is refused by the store, whatever the planner thinks of it")
    func quota() throws {
        try connection.execute(try Fixture.pool("public", .public, "203.0.113.0/28"))
        let acme = try TenantName("acme")
        var ledger = SQLiteLedger(connection: connection, revision: 9)
        try ledger.setQuota(.publicIPv4, of: acme, limit: 1)
        func allocation(_ text: String) throws -> Allocation {
            Allocation(
                scope: .shared, pool: try PoolName("public"), extent: try Fixture.extent(text), tenant: acme,
                network: NetworkKey(acme), role: .floating, since: Fixture.start)
        }
        let error = failureAnswer {
            try connection.transaction {
                try ledger.insert([try allocation("203.0.113.1")])
                try ledger.insert([try allocation("203.0.113.2")])
                return ((), .commit)
            }
        }
        #expect(error?.code == .quota)
        #expect(error?.message == "quota public-ipv4 of tenant acme does not allow 203.0.113.2")
    }

    private func failureAnswer(_ body: () throws -> Void) -> TenancyError? {
        do {
            try body()
            return nil
        } catch {
            return error as? TenancyError
        }
    }

    @Test("a tile that is allocated cannot go while its allocation stays")
    func deferred() throws {
        let error = failure {
            try connection.transaction {
                (try connection.run("DELETE FROM extent WHERE pool <> 50 AND state = 1"), .commit)
            }
        }
        #expect(error?.code == .constraintForeignKey)
    }
}

/// A statement as an argument of a test.
struct Statement: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
    let sql: StaticString
    init(stringLiteral value: StaticString) { sql = value }
    var testDescription: String { "\(sql)" }
}
