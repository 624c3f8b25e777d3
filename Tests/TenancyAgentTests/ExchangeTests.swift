// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("Export and import over the API", .serialized)
struct ExchangeTests {
    @Test("an export into an empty store and out of it again has the same bytes")
    func roundTrip() async throws {
        let one = try await Fixture()
        try await one.create("acme", #"{"connectivity":"host-vrf","publicIPs":2}"#)
        try await one.create("blue", #"{"connectivity":"egress-ip"}"#)
        _ = await one.call("DELETE", "/v1/tenants/acme")
        let export = await one.call("GET", "/v1/export", as: .read)
        #expect(export.status == 200 && export.contentType == "application/json")

        let other = try await Fixture()
        let full = await other.call("POST", "/v1/import", export.text)
        let dry = await other.call("POST", "/v1/import?dryRun=true", export.text)
        #expect(dry.status == 200 || full.status == 201)
        #expect(full.status == 201, "\(full.text)")
        let object: ImportObject = try full.decoded()
        #expect(object.stored && object.refused.isEmpty)
        #expect(await other.call("GET", "/v1/export").text == export.text)
        let again = await other.call("POST", "/v1/import", export.text)
        #expect(again.problem?.detail == "cannot import: the plan has tenant blue")
        #expect(await other.call("POST", "/v1/import", "{}").problem?.code == "request.invalid")
        #expect(await other.call("POST", "/v1/import", export.text, as: .read).problem?.code == "request.forbidden")
        #expect(await other.call("GET", "/v1/export?format=xml").problem?.field == "format")
        #expect(await other.call("GET", "/v1/export?format=netbox").problem?.code == "request.unsupported")
    }

    @Test("pools and allocations go out as CSV and come in again, without a change where they are")
    func tables() async throws {
        let one = try await Fixture()
        _ = await one.call(
            "POST", "/v1/pools",
            #"{"metadata":{"name":"odd"},"spec":{"kind":"private","cidr":"192.168.0.0/20","exclude":["192.168.0.0/24","192.168.3.7"],"defaultLength":26,"policy":"first","quarantineSeconds":60}}"#
        )
        try await one.create("acme", #"{"connectivity":"host-vrf","publicIPs":2,"privatePool":"tenants"}"#)
        let second =
            #"{"metadata":{"name":"acme-2"},"spec":{"tenant":"acme","connectivity":"host-vrf","privatePool":"tenants","publicIPs":1}}"#
        #expect(await one.call("POST", "/v1/networks", second).status == 201)
        let pools = await one.call("GET", "/v1/export?format=csv-pools").text
        #expect(
            pools.hasPrefix(
                "name,kind,parent,range,exclude,default_length,min_length,max_length,policy,quarantine_seconds\r\n"))
        #expect(
            pools.contains("odd,private,,192.168.0.0/20,\"192.168.0.0/24 192.168.3.7\",26,,,first,60\r\n"), "\(pools)")
        let same: ImportObject = try await one.call("POST", "/v1/import?format=csv-pools", pools).decoded()
        #expect(same.unchanged == 6 && same.imported == 0 && !same.stored)

        let other = try await Fixture()
        let refused: ImportObject = try await other.call(
            "POST", "/v1/import?format=csv-pools",
            pools + "bad,private,,192.168.0.0/30,,,,,,\r\nworse,nothing,,1-2,,,,,,\r\n"
        ).decoded()
        #expect(!refused.stored && refused.refused.map(\.line) == [8, 9])
        let partial: ImportObject = try await other.call(
            "POST", "/v1/import?format=csv-pools&partial=true", pools + "bad,private,,192.168.0.0/30,,,,,,\r\n"
        ).decoded()
        #expect(partial.stored && partial.imported == 1)
        #expect(await other.call("GET", "/v1/export?format=csv-pools").text == pools)

        let allocations = await one.call("GET", "/v1/export?format=csv-allocations").text
        #expect(allocations.contains("203.0.113.0,load-balancer,acme,acme,shared,public,"), "\(allocations)")
        let held: ImportObject = try await one.call("POST", "/v1/import?format=csv-allocations", allocations).decoded()
        #expect(held.unchanged == held.rows && held.refused.isEmpty)
        // Where the networks are and hold less, each gets its own.
        try await other.create("acme", #"{"connectivity":"host-vrf","cidrs":["10.0.0.0/24"],"privatePool":"tenants"}"#)
        #expect(await other.call("POST", "/v1/networks", second.replacing(#","publicIPs":1"#, with: "")).status == 201)
        let moved: ImportObject = try await other.call("POST", "/v1/import?format=csv-allocations", allocations)
            .decoded()
        #expect(moved.stored && moved.imported == 3 && moved.refused.isEmpty, "\(moved)")
        func values(_ fixture: Fixture) async throws -> [String] {
            let list: ObjectList<AllocationObject> = try await fixture.call("GET", "/v1/addresses").decoded()
            return list.items.map { "\($0.value) \($0.role) \($0.network)" }
        }
        #expect(try await values(other) == values(one))
    }
}
