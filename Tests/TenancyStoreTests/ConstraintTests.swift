// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// What the schema refuses, whatever the program does.
@Suite("Constraints")
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

    @Test(
        "an extent that overlaps another in any way is refused",
        arguments: [
            (10, 19), (10, 10), (12, 15), (19, 25), (5, 10), (5, 25), (20, 30), (25, 35), (0, 99), (19, 30), (10, 50),
        ] as [(UInt128, UInt128)])
    func extents(first: UInt128, last: UInt128) {
        let error = failure { try insert(first, last) }
        #expect(error?.code == .constraintTrigger)
        #expect(error?.message == "extent overlaps another")
    }

    @Test(
        "an extent that fits between others is taken",
        arguments: [(20, 29), (0, 9), (40, 99), (25, 25)] as [(UInt128, UInt128)])
    func between(first: UInt128, last: UInt128) throws {
        try insert(first, last)
    }

    @Test("an extent outside its pool is refused", arguments: [(95, 100), (200, 300)] as [(UInt128, UInt128)])
    func outside(first: UInt128, last: UInt128) {
        #expect(failure { try insert(first, last) }?.message == "extent lies outside its pool")
    }

    @Test("an allocation that overlaps another of its scope is refused, in another scope it is not")
    func allocations() throws {
        func insert(_ scope: String, _ text: String) throws {
            let extent = try Fixture.extent(text)
            try connection.run(
                """
                INSERT INTO allocation(scope, first, last, network, role, since) VALUES(?1, ?2, ?3, 'acme', 'cidr', 1)
                """, .text(scope), .wide(extent.first), .wide(extent.last))
        }
        try insert("shared", "172.16.4.0/22")
        for text in ["172.16.4.0/22", "172.16.0.0/16", "172.16.7.0/24", "172.16.7.255", "172.16.4.0/24"] {
            #expect(failure { try insert("shared", text) }?.message == "allocation overlaps another of its scope")
        }
        try insert("shared", "172.16.8.0/24")
        try insert("vrf:acme", "172.16.4.0/22")
        #expect(failure { try insert("nonsense", "172.16.4.0/22") }?.code == .constraintCheck)
    }

    @Test(
        "a row that contradicts itself is refused",
        arguments: [
            "INSERT INTO extent(pool, first, last, state) VALUES(50, x'00', x'01', 2)",
            "UPDATE extent SET state = 0 WHERE pool = 50",
            "UPDATE extent SET state = 3 WHERE pool = 50",
            "UPDATE extent SET fit = 1 WHERE pool = 50",
            "UPDATE extent SET claimant = 'acme' WHERE pool = 50",
            "UPDATE extent SET last = first WHERE pool = 50",
            "UPDATE allocation SET first = last",
            "UPDATE tenure SET until = since - 1, closed_by = 99",
            "UPDATE tenure SET until = since",
            "UPDATE pool SET quarantine = -1",
            "UPDATE journal SET actor = 'nobody'",
            "DELETE FROM journal",
            "INSERT INTO journal SELECT * FROM journal",
            "UPDATE outbox SET applied = revision + 1",
            "DELETE FROM tenant", "DELETE FROM network", "DELETE FROM pool",
        ] as [Statement])
    func contradictions(statement: Statement) {
        guard case .constraint? = failure({ try connection.run(statement.sql) })?.code else {
            Issue.record("'\(statement.sql)' was taken")
            return
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
