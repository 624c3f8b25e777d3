// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Networks and leaks in the store", .serialized)
struct LeakTests {
    /// Tenant acme with two networks, and one of the provider's that the first may use.
    private func plan() throws -> Connection {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        try connection.execute(try Fixture.tenant("services", .hostVRF))
        try connection.execute(try Fixture.tenant("acme", .hostVRF))
        try connection.execute(try Fixture.network("acme-2", of: "acme"))
        try connection.execute(try Fixture.leak("dns", from: "services", to: "acme", ["10.0.0.53/32"]))
        return connection
    }

    private func ledger(_ connection: Connection) -> SQLiteLedger { SQLiteLedger(connection: connection, revision: 0) }

    private func refusal(_ connection: Connection, _ command: Command) -> TenancyError? {
        do {
            try connection.execute(command)
            return nil
        } catch {
            return error as? TenancyError
        }
    }

    @Test("a leak reads as it was written, by its name, its networks and its prefixes")
    func reading() throws {
        let connection = try plan()
        let ledger = ledger(connection)
        let leak = try #require(try ledger.leak(LeakName("dns")))
        #expect(leak.prefixes.map(\.description) == ["10.0.0.53/32"])
        #expect(leak.returned.map(\.description) == ["10.0.1.0/24"])
        #expect(leak.labels == ["tier": "gold"] && leak.created == Fixture.start)
        #expect(try ledger.leaks() == [leak])
        for key in ["services", "acme"] { #expect(try ledger.leaks(of: NetworkKey(key)) == [leak]) }
        #expect(try ledger.leaks(of: NetworkKey("acme-2")) == [])
        for (run, isFound) in [
            ("10.0.0.53", true), ("10.0.0.0/24", true), ("10.0.0.52", false), ("10.0.0.54-10.0.0.60", false),
            ("10.0.0.50-10.0.0.53", true), ("10.0.1.7", true), ("10.0.0.0/16", true), ("10.0.2.0/24", false),
            ("9.0.0.0/8", false),
        ] {
            #expect(try ledger.leaks(overlapping: Fixture.extent(run)) == (isFound ? [leak] : []), "\(run)")
        }
        #expect(try ledger.network(NetworkKey("acme-2"))?.tenant.description == "acme")
        #expect(try ledger.network(NetworkKey("none")) == nil)
    }

    @Test("the executors and the journal of both tenants hear of a leak")
    func deliveries() throws {
        let connection = try plan()
        let newest = try Journal(connection: connection).head().revision
        let record = try #require(try Journal(connection: connection).record(newest))
        #expect(record.entry.verb == "leak.create" && record.entry.object == "dns")
        #expect(
            record.deliveries.map { "\($0.target.rawValue) \($0.object)" } == [
                "kernel acme", "kernel services", "manifests acme", "manifests services",
            ])
        for tenant in ["acme", "services"] {
            let filter = JournalFilter(limit: 1, tenant: try TenantName(tenant))
            #expect(try Journal(connection: connection).entries(filter).map(\.verb) == ["leak.create"])
        }
    }

    @Test("undo of what a leak needs names the leak's revision, and undo of its end brings it back when it still fits")
    func undo() throws {
        let connection = try plan()
        let newest = try Journal(connection: connection).head().revision
        let needed = refusal(connection, .undo(newest - 3))
        #expect(needed?.code == .needed && needed?.message.contains("\(newest) (leak.create dns)") == true)
        let deleted = try connection.execute(.deleteLeak(LeakName("dns")))
        let undone = try connection.execute(.undo(deleted.revision))
        #expect(undone.plan.steps.map { "\($0.verb.rawValue) \($0.object)" } == ["create leak dns"])
        #expect(undone.plan.networks.map(\.description) == ["acme", "services"])
        #expect(undone.plan.tenants.map(\.description) == ["acme", "services"])
        try Integrity(connection: connection, path: "").check()
        #expect(try ledger(connection).leaks().map(\.name.description) == ["dns"])

        let again = try connection.execute(.deleteLeak(LeakName("dns")))
        var request = TenantRequest(name: try TenantName("flat"))
        (request.connectivity, request.cidrs) = (.hostVRF, [try Prefix(parsing: "10.0.0.0/24")])
        try connection.execute(.createTenant(request))
        try connection.execute(try Fixture.leak("other", from: "flat", to: "acme-2", ["10.0.0.0/25"]))
        let taken = refusal(connection, .undo(again.revision))
        #expect(
            taken?.message.contains("which leak other shows to network acme-2") == true, "\(String(describing: taken))")
    }

    @Test("a change of a leak by a document is one change of it, and its undo another")
    func change() throws {
        let connection = try plan()
        var request = LeakRequest(
            name: try LeakName("dns"), source: try NetworkKey("services"), target: try NetworkKey("acme-2"))
        request.prefixes = [try Prefix(parsing: "10.0.0.53/32"), try Prefix(parsing: "10.0.0.54/32")]
        request.labels = ["tier": "gold"]
        let receipt = try connection.execute(.apply(ApplyRequest([.leak(request)])))
        #expect(receipt.plan.outcomes.map(\.result) == [.changed])
        #expect(receipt.plan.steps.map(\.object) == ["leak dns"])
        #expect(receipt.plan.networks.map(\.description) == ["services", "acme", "acme-2"])
        #expect(try ledger(connection).leak(LeakName("dns"))?.returned == [])
        let same = try connection.execute(.apply(ApplyRequest([.leak(request)])))
        #expect(same.plan.outcomes.map(\.result) == [.unchanged] && same.revision == receipt.revision)
        let undone = try connection.execute(.undo(receipt.revision))
        #expect(undone.plan.networks.map(\.description) == ["acme", "acme-2", "services"])
        #expect(try ledger(connection).leak(LeakName("dns"))?.target.description == "acme")
        try Integrity(connection: connection, path: "").check()
    }

    @Test("prune takes the leaks with the label, and what a labelled tenant has beside its first network")
    func prune() throws {
        let connection = try plan()
        try connection.execute(try Fixture.network("acme-3", of: "acme"))
        var acme = TenantRequest(name: try TenantName("acme"))
        acme.labels = ["tier": "gold"]
        var kept = NetworkRequest(key: try NetworkKey("acme-3"), tenant: acme.name)
        kept.connectivity = .hostVRF
        try connection.execute(.apply(ApplyRequest([.tenant(acme)])))
        let receipt = try connection.execute(
            .apply(ApplyRequest([.network(kept), .tenant(acme)], pruned: ["tier": "gold"])))
        #expect(
            receipt.plan.outcomes.map { "\($0.kind) \($0.name) \($0.result.rawValue)" } == [
                "Network acme-3 unchanged", "Tenant acme unchanged", "Leak dns deleted", "Network acme-2 deleted",
            ])
        let alone = refusal(connection, .apply(ApplyRequest([.network(kept)], pruned: ["tier": "gold"])))
        #expect(alone?.message == "cannot delete tenant acme: a document names its network acme-3")
    }

    @Test("a document that asks a tenant for the network of its name, which is gone, is refused")
    func goneNetwork() throws {
        let connection = try plan()
        try connection.execute(.deleteLeak(LeakName("dns")))
        try connection.execute(.deleteNetwork(NetworkKey("acme")))
        var acme = TenantRequest(name: try TenantName("acme"))
        acme.labels = ["a": "b"]
        let labels = try connection.execute(.apply(ApplyRequest([.tenant(acme)])))
        #expect(labels.plan.outcomes.map(\.result) == [.changed])
        acme.connectivity = .hostVRF
        #expect(
            refusal(connection, .apply(ApplyRequest([.tenant(acme)])))?.message
                == "Tenant acme: spec: tenant acme has no network acme any more")
        var moved = NetworkRequest(key: try NetworkKey("acme-2"), tenant: try TenantName("services"))
        moved.connectivity = .hostVRF
        #expect(
            refusal(connection, .apply(ApplyRequest([.network(moved)])))?.message
                == "Network acme-2: tenant: it is acme and cannot become services in place")
    }

    @Test("a leak that shows what is not its network's is found")
    func integrity() throws {
        let connection = try plan()
        try connection.execute(
            script: """
                UPDATE leak_prefix SET first = x'00000000000000000000ffff0a000200', last = x'00000000000000000000ffff0a000200'
                WHERE is_return = 0
                """)
        let error = #expect(throws: TenancyError.self) { try Integrity(connection: connection, path: "").check() }
        #expect(error?.message.contains("leak dns: prefix: 10.0.2.0/32 is not a part of network services") == true)
    }

    @Test("no statement for networks and leaks reads a whole table")
    func queryPlans() throws {
        let connection = try plan()
        try connection.execute(.deleteLeak(LeakName("dns")))
        try connection.execute(.deleteNetwork(NetworkKey("acme-2")))
        try connection.execute(try Fixture.tenant("flat", .egressIP))
        let ledger = ledger(connection)
        #expect(try ledger.leaks(overlapping: Fixture.extent("10.0.0.0/8")) == [])
        let scans = try connection.queryPlans().filter { !$0.statement.contains("pragma_table_info") }.flatMap { plan in
            plan.steps.filter { $0.hasPrefix("SCAN") || $0.hasPrefix("USE TEMP B-TREE") }
                .filter { !$0.hasPrefix("SCAN pool") && !$0.hasPrefix("SCAN pragma_") && $0 != "SCAN sqlite_master" }
                .map { "\($0) in \(plan.statement)" }
        }
        #expect(scans == [], "\(scans)")
    }

    @Test("a connection reads as it was written, comes back by undo, and is exported and proved with the rest")
    func connection() throws {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        var settings = Fixture.settings
        settings.features = [.networkConnect]
        settings.connectRanges = [try Prefix(parsing: "10.255.0.0/16")]
        for name in ["red", "pink", "blue"] { try connection.execute(try Fixture.tenant(name, .egressIP)) }
        func leak(_ name: String, to target: String) throws -> Command {
            var request = LeakRequest(
                name: try LeakName(name), source: try NetworkKey("red"), target: try NetworkKey(target))
            request.connects = [.services]
            return .createLeak(request)
        }
        try connection.execute(try leak("registry", to: "pink"), settings: settings)
        try connection.execute(try leak("mirror", to: "blue"), settings: settings)
        let made = try #require(try ledger(connection).leak(LeakName("registry")))
        #expect(made.connection?.reach == [.services])
        #expect(made.connection?.subnets.map(\.description) == ["10.255.0.0/24"])
        let subnets = try ledger(connection).connectSubnets()
        #expect(
            subnets.map { "\($0.key) \($0.value.map(\.description))" }.sorted() == [
                #"mirror ["10.255.1.0/24"]"#, #"registry ["10.255.0.0/24"]"#,
            ])
        try connection.execute(.deleteLeak(LeakName("registry")), settings: settings)
        let gone = try Journal(connection: connection).head().revision
        try connection.execute(.undo(gone), settings: settings)
        #expect(try ledger(connection).leak(LeakName("registry")) == made)
        // What is there again when somebody else has its numbers is refused.
        try connection.execute(.deleteLeak(LeakName("registry")), settings: settings)
        let again = try Journal(connection: connection).head().revision
        try connection.execute(try leak("other", to: "pink"), settings: settings)
        #expect(throws: TenancyError.self) { try connection.execute(.undo(again), settings: settings) }
        try Integrity(connection: connection, path: "plan").check()
        try connection.run(
            "UPDATE leak SET connection = (SELECT connection FROM leak WHERE name = 'other') WHERE name = 'mirror'")
        let error = #expect(throws: (any Error).self) { try Integrity(connection: connection, path: "plan").check() }
        #expect("\(String(describing: error))".contains("has subnet 10.255.0.0/24, too"))
    }
}
