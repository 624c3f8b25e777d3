// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore

@testable import TenancyStore

/// Values that the tests share.
enum Fixture {
    static let start = Timestamp(microseconds: 1_790_000_000_000_000)
    static let settings = PlanSettings(defaultUplink: try? InterfaceName("eno1"), defaultPeerASN: 64_999)

    /// What `pools` has everything for.
    static let connectivities: [Connectivity] = [.vrfLite, .egressIP, .hostVRF]

    static func context(
        _ now: Timestamp = start, reason: String = "a test", ifRevision: Int64? = nil
    ) -> RequestContext {
        RequestContext(actor: "root", via: "socket", reason: reason, now: now, ifRevision: ifRevision)
    }

    static func extent(_ text: String) throws -> Extent { try Extent(parsingAddresses: text) }

    static func pool(
        _ name: String, _ kind: PoolKind, _ range: String, exclude: [String] = [],
        quarantine: Duration = .seconds(3600),
        policy: PoolPolicy = .best
    ) throws -> Command {
        let parse = { (text: String) in
            try kind.isNumeric ? Extent(parsingNumbers: text) : Extent(parsingAddresses: text)
        }
        return .createPool(
            PoolRequest(
                name: try PoolName(name), kind: kind, range: try parse(range), exclusions: try exclude.map(parse),
                policy: policy, quarantine: quarantine))
    }

    /// Every kind of pool, small enough to run out.
    static func pools() throws -> [Command] {
        [
            try pool("private", .private, "10.0.0.0/16"), try pool("private6", .private, "2001:db8:1::/56"),
            try pool("public", .public, "203.0.113.0/27", exclude: ["203.0.113.0", "203.0.113.31"]),
            try pool("transit", .transit, "192.0.2.0/26"), try pool("transit6", .transit, "2001:db8:ffff::/120"),
            try pool("vlans", .vlan, "100-131"), try pool("tables", .table, "256-287"),
        ]
    }

    static func tenant(
        _ name: String, _ connectivity: Connectivity = .vrfLite, length: Int = 24, ipv6: Bool = false,
        addresses: Int = 2
    ) throws -> Command {
        var request = TenantRequest(name: try TenantName(name))
        request.connectivity = connectivity
        request.prefixLengths = ipv6 ? [.ipv4: length, .ipv6: 64] : [.ipv4: length]
        request.publicAddresses = [.ipv4: addresses]
        return .createTenant(request)
    }

    /// A database in memory with this program's schema.
    static func memory() throws -> Connection {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try Schema(path: ":memory:", migrations: Migration.all).prepare(connection, now: start)
        return connection
    }
}

extension Connection {
    /// Carries a command out in a transaction, as the writer does.
    @discardableResult
    func execute(
        _ command: Command, at now: Timestamp = Fixture.start, settings: PlanSettings = Fixture.settings
    ) throws -> Receipt {
        try transaction {
            try PlanTransaction(connection: self)
                .execute(command, settings: settings, context: Fixture.context(now), dryRun: false)
        }
    }
}

extension SQLiteStore {
    @discardableResult
    func execute(_ command: Command, at now: Timestamp = Fixture.start, dryRun: Bool = false) async throws -> Receipt {
        try await execute(command, settings: Fixture.settings, context: Fixture.context(now), dryRun: dryRun)
    }
}

/// The error that a body throws, as the answer it is.
func answer(_ body: () async throws -> Void) async -> TenancyError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? TenancyError
    }
}
