// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("The API", .serialized)
struct RouterTests {
    @Test("a tenant is created, shown, listed and deleted")
    func life() async throws {
        let fixture = try await Fixture()
        let change = try await fixture.create(
            "acme", #"{"connectivity":"host-vrf","cidrs":["10.0.16.0/20"],"publicIPs":2}"#)
        #expect(change.tenant?.status?.networks.first?.publicAddresses == ["203.0.113.0", "203.0.113.1"])
        let shown: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(shown == change.tenant)
        let list: ObjectList<TenantObject> = try await fixture.call("GET", "/v1/tenants").decoded()
        #expect(list.kind == "TenantList" && list.items == [shown])
        let sheet: SheetObject = try await fixture.call("GET", "/v1/tenants/acme/sheet").decoded()
        #expect(sheet.networks.first?.gateways == ["10.0.16.1"])
        let gone = await fixture.call("DELETE", "/v1/tenants/acme")
        #expect(gone.status == 200)
        #expect(await fixture.call("GET", "/v1/tenants/acme").status == 404)
        let address: AddressObject = try await fixture.call("GET", "/v1/addresses/203.0.113.1").decoded()
        #expect(address.state == "quarantined" && address.previousTenant == "acme" && address.history.count == 1)
    }

    @Test("a dry run shows the plan of the real run and stores nothing")
    func dryRun() async throws {
        let fixture = try await Fixture()
        let before: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
        let dry = try await fixture.create("acme", query: "?dryRun=true")
        #expect(dry.dryRun && dry.revision == before.revision)
        #expect(await fixture.call("GET", "/v1/tenants/acme").status == 404)
        let real = try await fixture.create("acme")
        #expect(real.steps == dry.steps && real.tenant == dry.tenant)
        #expect(real.revision == before.revision + 1)
    }

    @Test("a refused request names the field and the way out, and leaves nothing")
    func refusals() async throws {
        let fixture = try await Fixture()
        try await fixture.create("one", #"{"connectivity":"egress-ip","cidrs":["10.1.0.0/16"]}"#)
        let before: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal").decoded()
        let cases: [(name: String, spec: String, status: Int, field: String, text: String)] = [
            ("acme", #"{"cidrs":["10.20.0.1/16"]}"#, 400, "cidr", "10.20.0.0/16"),
            ("acme", #"{"cidrs":["10.20.0.1/16"]}"#, 400, "cidr", "10.20.0.1/32"),
            ("acme", #"{"connectivity":"egress-ip","cidrs":["10.1.2.0/24"]}"#, 422, "cidr", "tenant one"),
            (
                "acme", #"{"connectivity":"egress-ip","publicIPs":1000}"#, 422, "publicIPs",
                "pool public cannot give 1000 addresses"
            ),
            ("Acme", "{}", 400, "name", "is not a tenant name"),
            ("acme", #"{"cidr":["10.20.0.0/16"]}"#, 400, "spec.cidr", "no such field"),
            ("acme", #"{"cidrs":"10.20.0.0/16"}"#, 400, "", "wrong type"),
            ("acme", #"{"connectivity":"vpn"}"#, 400, "connectivity", "vrf-lite, egress-ip, host-vrf, evpn"),
            ("one", "{}", 422, "name", "tenant one exists"),
        ]
        for (name, spec, status, field, text) in cases {
            let answer = await fixture.call("POST", "/v1/tenants", #"{"metadata":{"name":"\#(name)"},"spec":\#(spec)}"#)
            let problem = try #require(answer.problem, "\(answer.text)")
            #expect(answer.status == status && answer.contentType == Problem.contentType)
            #expect((problem.field ?? "") == field)
            #expect((problem.detail + (problem.hint ?? "")).contains(text), "\(problem)")
            #expect(problem.requestID == "r1")
        }
        let after: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal").decoded()
        #expect(after == before)
    }

    @Test("readers may read and not change, others neither")
    func access() async throws {
        let fixture = try await Fixture()
        #expect(await fixture.call("GET", "/v1/pools", as: .read).status == 200)
        let refused = await fixture.call("DELETE", "/v1/pools/public", as: .read)
        #expect(refused.status == 403)
        #expect(refused.problem?.detail == "uid:1000 may not change the plan")
        #expect(await fixture.call("GET", "/v1/pools", as: .none).status == 403)
    }

    @Test("a change is refused when the plan is not at the revision that the caller saw")
    func revision() async throws {
        let fixture = try await Fixture()
        let status: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
        let body = #"{"metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf"}}"#
        let stale = await fixture.call("POST", "/v1/tenants", body, headers: ["if-match": "\"\(status.revision - 1)\""])
        #expect(stale.status == 412)
        let fresh = await fixture.call("POST", "/v1/tenants", body, headers: ["if-match": "\"\(status.revision)\""])
        #expect(fresh.status == 201)
    }

    @Test("the journal has who, why and what, and each entry a hash")
    func journal() async throws {
        let fixture = try await Fixture()
        let body = #"{"metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf"}}"#
        _ = await fixture.call("POST", "/v1/tenants", body, headers: ["tenancy-reason": "ticket%20%E2%82%AC42"])
        let list: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal?limit=1").decoded()
        let entry = try #require(list.items.first)
        #expect(entry.verb == "tenant.create" && entry.object == "acme" && entry.actor == "root")
        #expect(entry.reason == "ticket €42" && entry.at == "2027-01-15T08:00:00Z" && entry.hash.count == 64)
    }

    @Test(
        "what is not there is 404, what is not allowed 405, what is malformed 400",
        arguments: [
            ("GET", "/v1/nothing", 404), ("GET", "/", 404), ("GET", "/v2/pools", 404), ("PUT", "/v1/pools", 405),
            ("DELETE", "/v1/tenants", 405),
            ("GET", "/v1/pools/nope", 404), ("GET", "/v1/pools/No%20pe", 400), ("GET", "/v1/addresses/1.2.3", 400),
            ("GET", "/v1/journal?limit=0", 400), ("GET", "/v1/journal?before=x", 400),
            ("GET", "/v1/revisions/999", 404),
            ("GET", "/v1/revisions/1?wait=moon", 400), ("POST", "/v1/pools", 400),
            ("POST", "/v1/tenants?dryRun=maybe", 400),
            ("GET", "/v1/addresses?tenant=nobody", 404), ("GET", "/v1/tenants/acme/sheet/more", 404),
        ])
    func malformed(method: String, target: String, status: Int) async throws {
        let fixture = try await Fixture()
        let answer = await fixture.call(
            method, target, method == "POST" && target.contains("dryRun") ? #"{"metadata":{"name":"a"}}"# : "")
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.problem != nil)
    }
}
