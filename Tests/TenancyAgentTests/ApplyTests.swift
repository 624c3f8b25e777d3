// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("Documents over the API", .serialized)
struct ApplyTests {
    private func apply(_ fixture: Fixture, _ items: String, query: String = "") async -> APIResponse {
        await fixture.call(
            "POST", "/v1/apply\(query)", #"{"apiVersion":"tenancy/v1","kind":"List","items":[\#(items)]}"#)
    }

    @Test(
        "what is shown of a tenant or pool is accepted unchanged",
        arguments: [
            #"{"connectivity":"host-vrf","publicIPs":2,"namespaces":["acme","web"]}"#,
            #"{"connectivity":"vrf-lite","prefixLength":20,"publicIPs":1,"announce":"l2","vlan":"150"}"#,
            #"{"connectivity":"host-vrf","publicIPs":1,"uplink":"eno2","vlan":"none","mtu":9000}"#,
            #"{"connectivity":"vrf-lite","publicIPs":1,"announce":"l2","uplink":"eno2","vlan":"none"}"#,
            #"{"connectivity":"egress-ip","egressIPs":2}"#,
            #"{"connectivity":"egress-ip","publicIPs":1,"bgpASN":64777,"bgpPeer":"192.0.2.7"}"#,
        ])
    func roundTrip(spec: String) async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", spec)
        let before: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
        let tenant = await fixture.call("GET", "/v1/tenants/acme").text
        let pool = await fixture.call("GET", "/v1/pools/public").text
        let change: ChangeObject = try await apply(fixture, "\(tenant),\(pool)").decoded()
        #expect(change.results?.map(\.result) == ["unchanged", "unchanged"])
        #expect(change.revision == before.revision)
        // Elsewhere the document makes the same.
        let other = try await Fixture()
        let made: ChangeObject = try await apply(other, tenant).decoded()
        #expect(made.results?.map(\.result) == ["created"])
        let there: TenantObject = try await other.call("GET", "/v1/tenants/acme").decoded()
        let here: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(there.spec == here.spec && there.status == here.status)
    }

    @Test("a dry run tells what would become of each document, down to the kernel")
    func dryRun() async throws {
        let fixture = try await Fixture()
        let document = #"{"kind":"Tenant","metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf"}}"#
        let dry: ChangeObject = try await apply(fixture, document, query: "?dryRun=true").decoded()
        #expect(dry.results?.map(\.result) == ["created"] && dry.effects?.kernel.isEmpty == false)
        #expect(await fixture.call("GET", "/v1/tenants/acme").status == 404)
    }

    @Test("documents that cannot be applied are refused by their number")
    func refused() async throws {
        let fixture = try await Fixture()
        let good = #"{"kind":"Tenant","metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf"}}"#
        let cases = [
            (
                #"{"kind":"Leak","metadata":{"name":"x"},"spec":{"from":"acme","to":"Y","prefixes":[]}}"#, 400,
                "document 2: to: 'Y' is not a network name"
            ),
            (#"{"kind":"Secret"}"#, 422, "document 2: kind Secret is no kind that can be applied"),
            (#"{"metadata":{"name":"x"}}"#, 400, "document 2: it has no kind"),
            (#"{"kind":"Tenant","metadata":{"name":"X"}}"#, 400, "document 2: name: "),
            (
                #"{"kind":"Tenant","metadata":{"name":"x"},"spec":{"cidr":"10.0.0.0/8"}}"#, 400,
                "spec.cidr: no such field"
            ),
            (good, 400, "Tenant acme stands twice"),
        ]
        for (document, status, text) in cases {
            let answer = await apply(fixture, "\(good),\(document)")
            #expect(answer.status == status && answer.problem?.detail.contains(text) == true, "\(answer.text)")
        }
        #expect(await apply(fixture, "").status == 400)
        #expect(await apply(fixture, good, query: "?prune=x").status == 400)
        #expect(await fixture.call("GET", "/v1/tenants/acme").status == 404)
    }
}
