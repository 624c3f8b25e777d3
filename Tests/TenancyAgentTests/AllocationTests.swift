// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyStore
import Testing

/// Pools, single addresses, quotas, reservations and the way out, through the API and the real store.
@Suite("Allocation over the API", .serialized)
struct AllocationTests {
    private let fixture: Fixture

    init() async throws {
        fixture = try await Fixture()
        for name in ["acme", "blue"] {
            try await fixture.create(name, #"{"connectivity":"host-vrf","prefixLength":24}"#)
        }
    }

    /// What a change did, as lines.
    private func steps(
        _ method: String, _ target: String, _ body: String = "", reason: String? = nil, status: Int? = nil
    ) async throws -> [String] {
        let answer = await fixture.call(method, target, body, headers: reason.map { ["tenancy-reason": $0] } ?? [:])
        try #require(answer.status == status ?? (method == "POST" ? 201 : 200), "\(answer.text)")
        let change: ChangeObject = try answer.decoded()
        return change.steps.map { "\($0.verb) \($0.object), \($0.detail)" }
    }

    private func refusal(_ method: String, _ target: String, _ body: String = "", reason: String? = nil) async throws
        -> Problem
    {
        let answer = await fixture.call(method, target, body, headers: reason.map { ["tenancy-reason": $0] } ?? [:])
        return try #require(answer.problem, "\(answer.text)")
    }

    private func pool(_ name: String) async throws -> PoolObject {
        try await fixture.call("GET", "/v1/pools/\(name)").decoded()
    }

    @Test("a child pool is made by length, shown under its parent, and changed")
    func pools() async throws {
        #expect(
            try await steps(
                "POST", "/v1/pools",
                #"{"metadata":{"name":"east"},"spec":{"kind":"private","parent":"tenants","length":16,"minLength":20,"maxLength":26,"policy":"sparse"}}"#
            ) == ["create pool east, private 10.1.0.0/16, of pool tenants"])
        let parent = try await pool("tenants")
        #expect(parent.status?.children?.map { "\($0.name) \($0.range)" } == ["east 10.1.0.0/16"])
        let child = try await pool("east")
        #expect(child.spec.parent == "tenants" && child.spec.minLength == 20 && child.spec.defaultLength == 24)
        #expect(child.status?.blocks?.first?.length == 20 && child.status?.blocks?.first?.count == 16)
        #expect(
            try await refusal("DELETE", "/v1/pools/tenants").detail
                == "cannot delete pool tenants: 10.1.0.0/16 is child pool east")
        #expect(
            try await steps(
                "PATCH", "/v1/pools/east",
                #"{"range":"10.1.0.0/17","policy":"best","minLength":"none","exclude":["10.1.0.3-10.1.0.9"]}"#) == [
                    "update pool east, range 10.1.0.0/16 is now 10.1.0.0/17",
                    "update pool east, shortest length /20 is now none", "update pool east, policy sparse is now best",
                    "reserve 10.1.0.3-10.1.0.9, pool east, excluded",
                ])
        #expect(try await steps("PATCH", "/v1/pools/east", #"{"include":["10.1.0.3-10.1.0.9"]}"#).count == 1)
        #expect(try await refusal("PATCH", "/v1/pools/east", #"{"minLength":"x"}"#).field == "minLength")
        #expect(try await refusal("PATCH", "/v1/pools/none", "{}").status == 404)
        _ = try await steps("DELETE", "/v1/pools/east")
        #expect(try await pool("tenants").status?.children == [])
    }

    @Test("addresses are allocated with labels, listed, drained, released, and wait for their tenant")
    func addresses() async throws {
        #expect(
            try await steps(
                "POST", "/v1/addresses",
                #"{"tenant":"acme","role":"floating","count":2,"labels":{"app":"web"}}"#) == [
                    "allocate floating 203.0.113.0, pool public", "allocate floating 203.0.113.1, pool public",
                ])
        let list: ObjectList<AllocationObject> = try await fixture.call("GET", "/v1/addresses?pool=public").decoded()
        #expect(list.items.map(\.labels) == [["app": "web"], ["app": "web"]])
        let tenant: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(tenant.status?.networks.first?.floatingAddresses == ["203.0.113.0", "203.0.113.1"])
        #expect(
            try await steps("DELETE", "/v1/addresses/203.0.113.0?drain=3600") == [
                "drain floating 203.0.113.0, pool public, until 2027-01-15T09:00:00Z"
            ])
        let drained: ObjectList<AllocationObject> = try await fixture.call("GET", "/v1/addresses?pool=public").decoded()
        #expect(drained.items.first?.drainingUntil == "2027-01-15T09:00:00Z")
        fixture.time.advance(.seconds(3600))
        try await fixture.agent.expire()
        let before = try await fixture.store.revision()
        try await fixture.agent.expire()
        #expect(try await fixture.store.revision() == before, "nothing due leaves no trace")
        let address: AddressObject = try await fixture.call("GET", "/v1/addresses/203.0.113.0").decoded()
        #expect(address.state == "quarantined" && address.previousTenant == "acme")
        let held = try await pool("public").status?.held?.first
        #expect(held?.state == "quarantined" && held?.tenant == "acme" && held?.until == "2027-01-16T09:00:00Z")
        let body = #"{"tenant":"blue","role":"floating","addresses":["203.0.113.0"],"allowQuarantined":true}"#
        #expect(try await refusal("POST", "/v1/addresses", body).field == "reason")
        #expect(
            try await steps("POST", "/v1/addresses", body, reason: "ticket") == [
                "allocate floating 203.0.113.0, pool public"
            ])
        #expect(
            try await refusal("DELETE", "/v1/addresses/203.0.113.9").detail == "cannot release 203.0.113.9: it is free")
        #expect(try await refusal("DELETE", "/v1/addresses/203.0.113.0?drain=0").status == 400)
    }

    @Test("a quota is named when it refuses, and shown with what is used")
    func quotas() async throws {
        #expect(
            try await steps("PATCH", "/v1/tenants/acme", #"{"quotas":{"public-ipv4":"2"}}"#) == [
                "update quota public-ipv4, 2, 0 used"
            ])
        let problem = try await refusal("POST", "/v1/addresses", #"{"tenant":"acme","role":"reserved","count":3}"#)
        #expect(problem.code == "quota.exceeded" && problem.status == 422)
        #expect(problem.detail == "count: quota public-ipv4 of tenant acme allows 2: 0 used, 3 more asked for")
        _ = try await steps("POST", "/v1/addresses", #"{"tenant":"acme","role":"reserved","count":2}"#)
        let tenant: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(
            tenant.status?.quotas?.map { "\($0.resource) \($0.used) \($0.limit ?? -1)" } == [
                "cidr-ipv4 256 -1", "public-ipv4 2 2",
            ])
        #expect(
            try await refusal("PATCH", "/v1/tenants/acme", #"{"quotas":{"public-ipv4":"1"}}"#).code == "object.in-use")
        #expect(try await refusal("PATCH", "/v1/tenants/acme", #"{"quotas":{"moons":"1"}}"#).field == "quota")
    }

    @Test("a reservation is shown, kept from others, and gone when its time is")
    func reservations() async throws {
        let body = #"{"owner":"later","pool":"tenants","prefixLength":20,"ttlSeconds":60}"#
        #expect(try await refusal("POST", "/v1/reservations", body).field == "reason")
        #expect(
            try await steps("POST", "/v1/reservations", body, reason: "offer") == [
                "reserve 10.0.16.0/20, pool tenants, for tenant later until 2027-01-15T08:01:00Z"
            ])
        let held = try await pool("tenants").status
        #expect(held?.reserved == 4096 && held?.held?.first?.reason == "offer" && held?.held?.first?.tenant == "later")
        fixture.time.advance(.seconds(61))
        try await fixture.agent.expire()
        #expect(try await pool("tenants").status?.reserved == 0)
        let journal: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal?limit=1").decoded()
        #expect(journal.items.first?.verb == "plan.expire" && journal.items.first?.actor == "tenancyd")
    }

    @Test("a tenant that drains goes when its time is, and may stay after all")
    func drain() async throws {
        _ = try await steps("DELETE", "/v1/tenants/acme?drain=60")
        let tenant: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(tenant.status?.drainingUntil == "2027-01-15T08:01:00Z")
        _ = try await steps("PATCH", "/v1/tenants/acme", #"{"cancelDrain":true}"#)
        _ = try await steps("DELETE", "/v1/tenants/acme?drain=60")
        fixture.time.advance(.seconds(60))
        try await fixture.agent.expire()
        #expect(await fixture.call("GET", "/v1/tenants/acme").status == 404)
        #expect(
            try await fixture.store.outbox().contains { $0.target == .kernel && $0.object == "acme" && $0.isPending })
    }

    @Test("an address of the node is never handed out, and the refusal says on which interface it is")
    func node() async throws {
        fixture.node.addresses.withLock {
            $0 = [NodeAddress(address: IPAddress(ipv4: 0xcb00_7100), interface: "eno1")]
        }
        #expect(
            try await refusal(
                "POST", "/v1/addresses", #"{"tenant":"acme","role":"floating","addresses":["203.0.113.0"]}"#
            )
            .detail == "address: 203.0.113.0 overlaps 203.0.113.0 on eno1 of this node")
        #expect(
            try await steps("POST", "/v1/addresses", #"{"tenant":"acme","role":"floating"}"#) == [
                "allocate floating 203.0.113.1, pool public"
            ])
        #expect(try await pool("public").status?.held?.map(\.reason) == ["203.0.113.0 on eno1 of this node"])
    }

    @Test("the forecast counts what was allocated and released in its window")
    func forecast() async throws {
        _ = try await steps("POST", "/v1/addresses", #"{"tenant":"acme","role":"floating","count":20}"#)
        fixture.time.advance(.seconds(20 * 86_400))
        _ = try await steps("POST", "/v1/addresses", #"{"tenant":"acme","role":"floating","count":12}"#)
        _ = try await steps("DELETE", "/v1/addresses/203.0.113.31")
        let now = try await pool("public").status?.forecast
        #expect(now?.allocated == 32 && now?.released == 1 && now?.daysLeft == 216)
        fixture.time.advance(.seconds(15 * 86_400))
        let later = try await pool("public").status?.forecast
        #expect(later?.allocated == 12 && later?.daysLeft == 610)
        #expect(try await pool("links").status?.forecast?.daysLeft == nil)
    }
}
