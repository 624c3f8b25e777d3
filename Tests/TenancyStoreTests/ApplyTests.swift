// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Documents that are applied")
struct ApplyTests {
    private func plan() throws -> Connection {
        let connection = try Fixture.memory()
        for pool in try Fixture.pools() { try connection.execute(pool) }
        return connection
    }

    private func acme(_ change: (inout TenantRequest) throws -> Void = { _ in }) throws -> ApplyRequest.Document {
        var request = TenantRequest(name: try TenantName("acme"))
        request.connectivity = .vrfLite
        request.labels = ["tier": "gold"]
        request.publicAddresses = [.ipv4: 2]
        try change(&request)
        return .tenant(request)
    }

    private func outcomes(_ receipt: Receipt) -> [String] {
        receipt.plan.outcomes.map { "\($0.kind) \($0.name) \($0.result)" }
    }

    private func refusal(_ connection: Connection, _ document: ApplyRequest.Document) -> TenancyError? {
        do {
            try connection.execute(.apply(ApplyRequest([document])))
            return nil
        } catch {
            return error as? TenancyError
        }
    }

    @Test("all documents are one transaction, and applied again they change nothing")
    func idempotent() throws {
        let connection = try plan()
        let range = try Fixture.extent("198.51.100.0/28")
        let pool = PoolRequest(name: try PoolName("more"), kind: .transit, range: range)
        let request = ApplyRequest([.pool(pool), try acme { $0.transitPools = [try PoolName("transit")] }])
        let first = try connection.execute(.apply(request))
        #expect(first.revision == 8 && outcomes(first) == ["Pool more created", "Tenant acme created"])
        let second = try connection.execute(.apply(request))
        #expect(second.revision == 8 && outcomes(second) == ["Pool more unchanged", "Tenant acme unchanged"])
        #expect(try Journal(connection: connection).head().revision == 8)
        try connection.execute(.undo(8))
        try Integrity(connection: connection, path: "").check()
        #expect(try SQLiteLedger(connection: connection, revision: 0).tenants().isEmpty)
    }

    @Test("what differs is changed: labels, namespaces, peers, more addresses, a pool's settings and range")
    func change() throws {
        let connection = try plan()
        try connection.execute(.apply(ApplyRequest([try acme()])))
        let changed = try acme {
            $0.labels = ["tier": "silver"]
            $0.namespaces = [try NamespaceName("web"), try NamespaceName("acme")]
            $0.publicAddresses = [.ipv4: 3]
            $0.bgpASN = 64_777
            $0.quotas = [.publicIPv4: 5]
        }
        let range = try Fixture.extent("203.0.113.0/26")
        let pool = PoolRequest(
            name: try PoolName("public"), kind: .public, range: range, exclusions: [try Fixture.extent("203.0.113.9")],
            policy: .first, quarantine: .seconds(60))
        let receipt = try connection.execute(.apply(ApplyRequest([changed, .pool(pool)])))
        #expect(outcomes(receipt) == ["Tenant acme changed", "Pool public changed"])
        try Integrity(connection: connection, path: "").check()
        let ledger = SQLiteLedger(connection: connection, revision: 0)
        let tenant = try #require(try ledger.tenant(TenantName("acme")))
        let network = try #require(tenant.networks.first)
        #expect(tenant.labels == ["tier": "silver"] && network.loadBalancerAddresses.count == 3)
        #expect(network.spec.namespaces.map(\.description) == ["acme", "web"] && network.spec.bgp?.asn == 64_777)
        #expect(network.spec.generation == 1)
        let stored = try #require(try ledger.pool(PoolName("public")))
        #expect(stored.range == range && stored.policy == .first && stored.quarantine == .seconds(60))
        #expect(receipt.plan.tenants.map(\.description) == ["acme"])
    }

    @Test("what cannot change in place is refused with the reason, and nothing of the file is stored")
    func immutable() throws {
        let connection = try plan()
        try connection.execute(.apply(ApplyRequest([try acme()])))
        let cases: [(field: String, text: String, change: (inout TenantRequest) throws -> Void)] = [
            ("connectivity", "it is vrf-lite and cannot become host-vrf", { $0.connectivity = .hostVRF }),
            ("cidr", "it is 10.0.0.0/24", { $0.cidrs = [try Prefix(parsing: "10.0.9.0/24")] }),
            ("prefixLengthV6", "it is none", { $0.prefixLengths = [.ipv6: 64] }),
            ("vlan", "it is 100 and cannot become 101", { $0.vlan = .id(101) }),
            ("vlan", "it is 100 and cannot become none", { $0.network.vlan = .absent }),
            ("mtu", "mtu: 99 is not from 1280", { $0.network.mtu = 99 }),
            ("uplink", "it is eno1", { $0.uplink = try InterfaceName("eno2") }),
            ("gateway", "cannot become 192.0.2.9", { $0.gateways = [try IPAddress(parsing: "192.0.2.9")] }),
            ("publicIPs", "there are 2", { $0.publicAddresses = [.ipv4: 1] }),
        ]
        for (field, text, change) in cases {
            let error = refusal(connection, try acme(change))
            #expect(error?.field == field && error?.message.contains(text) == true, "\(String(describing: error))")
            #expect(error?.message.hasPrefix("Tenant acme: ") == true)
        }
        let pool = PoolRequest(
            name: try PoolName("public"), kind: .private, range: try Fixture.extent("203.0.113.0/27"))
        #expect(refusal(connection, .pool(pool))?.field == "kind")
        #expect(try Journal(connection: connection).head().revision == 8)
        let both = ApplyRequest([try acme { $0.labels = [:] }, try acme()])
        #expect(throws: TenancyError.self) { try connection.execute(.apply(both)) }
    }

    @Test("prune deletes the tenants with the label that no document names, and no others")
    func prune() throws {
        let connection = try plan()
        for (name, labels) in [("blue", ["tier": "gold"]), ("grey", [:]), ("red", ["tier": "silver"])] {
            var request = TenantRequest(name: try TenantName(name))
            request.labels = labels
            try connection.execute(.createTenant(request))
        }
        let request = ApplyRequest([try acme()], pruned: ["tier": "gold"])
        #expect(try outcomes(connection.execute(.apply(request))) == ["Tenant acme created", "Tenant blue deleted"])
        let names = try SQLiteLedger(connection: connection, revision: 0).tenantNames().map(\.description)
        #expect(names == ["acme", "grey", "red"])
        #expect(throws: TenancyError.self) { try connection.execute(.apply(ApplyRequest([], pruned: [:]))) }
    }
}
