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
                "name,kind,parent,range,exclude,default_length,min_length,max_length,policy,quarantine_seconds,tenant,reason\r\n"
            ))
        #expect(
            pools.contains("odd,private,,192.168.0.0/20,\"192.168.0.0/24 192.168.3.7\",26,,,first,60,,\r\n"), "\(pools)"
        )
        let same: ImportObject = try await one.call("POST", "/v1/import?format=csv-pools", pools).decoded()
        #expect(same.unchanged == 6 && same.imported == 0 && !same.stored)

        let other = try await Fixture()
        let refused: ImportObject = try await other.call(
            "POST", "/v1/import?format=csv-pools",
            pools + "bad,private,,192.168.0.0/30,,,,,,,,\r\nworse,nothing,,1-2,,,,,,,,\r\n"
        ).decoded()
        #expect(!refused.stored && refused.refused.map(\.line) == [8, 9])
        let partial: ImportObject = try await other.call(
            "POST", "/v1/import?format=csv-pools&partial=true", pools + "bad,private,,192.168.0.0/30,,,,,,,,\r\n"
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

    @Test("for whom and why something is excluded, labels and draining go out as CSV and come in again as they were")
    func exact() async throws {
        let one = try await Fixture()
        for spec in [
            #"{"metadata":{"name":"odd"},"spec":{"kind":"private","cidr":"192.168.0.0/20","exclude":["192.168.0.0/24"],"defaultLength":26}}"#,
            #"{"metadata":{"name":"link"},"spec":{"kind":"public","cidr":"198.18.7.0/24","reserve":["network","broadcast","gateway"],"quarantineSeconds":60}}"#,
        ] {
            #expect(await one.call("POST", "/v1/pools", spec).status == 201)
        }
        // Two that touch, and one that waits for a tenant.
        let more = #"{"exclude":["192.168.1.0/24","192.168.9.0/24"]}"#
        #expect(await one.call("PATCH", "/v1/pools/odd", more).status == 200)
        let theirs = """
            Prefix,Status,VRF,Tenant,Is Pool,Description
            192.168.4.0/24,Active,,later,False,"web, ""front"" row"
            192.168.5.0/24,Active,,,False,
            198.18.7.77/32,Active,,blue,False,ü

            """
        let space: ImportObject = try await one.call("POST", "/v1/import?format=netbox", theirs).decoded()
        #expect(space.imported == 3, "\(space)")
        let tenants = #"{"connectivity":"host-vrf","privatePool":"tenants"}"#
        try await one.create("acme", tenants)
        for body in [
            #"{"tenant":"acme","role":"floating","pool":"link","labels":{"app":"web","tier":""}}"#,
            #"{"tenant":"acme","role":"reserved","pool":"link","count":2}"#,
        ] {
            let answer = await one.call("POST", "/v1/addresses", body)
            #expect(answer.status == 201, "\(answer.text)")
        }
        #expect(await one.call("DELETE", "/v1/addresses/198.18.7.3?drain=3600").status == 200)

        let pools = await one.call("GET", "/v1/export?format=csv-pools").text
        for line in [
            "odd,private,,192.168.0.0/20,\"192.168.0.0/23 192.168.5.0/24 192.168.9.0/24\",26",
            "odd,exclusion,,192.168.4.0/24,",
            ",later,\"later, web, \"\"front\"\" row\"\r\n", "link,exclusion,,198.18.7.0,,,,,,,,\"network address\"",
        ] {
            #expect(pools.contains(line), "\(line) in \(pools)")
        }
        let allocations = await one.call("GET", "/v1/export?format=csv-allocations").text
        let same: ImportObject = try await one.call("POST", "/v1/import?format=csv-pools", pools).decoded()
        #expect(same.refused.isEmpty && same.imported == 0 && same.unchanged == same.rows, "\(same)")
        let held: ImportObject = try await one.call("POST", "/v1/import?format=csv-allocations", allocations).decoded()
        #expect(held.refused.isEmpty && held.imported == 0 && held.unchanged == held.rows, "\(held)")

        let other = try await Fixture()
        let moved: ImportObject = try await other.call("POST", "/v1/import?format=csv-pools", pools).decoded()
        #expect(moved.refused.isEmpty && moved.stored, "\(moved)")
        #expect(await other.call("GET", "/v1/export?format=csv-pools").text == pools)
        try await other.create("acme", tenants)
        let taken: ImportObject = try await other.call("POST", "/v1/import?format=csv-allocations", allocations)
            .decoded()
        #expect(taken.refused.isEmpty && taken.imported == 3, "\(taken)")
        /// Since when is the plan's own.
        func lines(_ text: String) -> [[Substring]] {
            text.split(separator: "\r\n").map { line in
                var fields = line.split(separator: ",", omittingEmptySubsequences: false)
                fields.remove(at: 6)
                return fields
            }
        }
        #expect(await lines(other.call("GET", "/v1/export?format=csv-allocations").text) == lines(allocations))

        // What differs is said, not passed over.
        let rows = """
            name,kind,parent,range,exclude,policy,tenant,reason
            odd,private,,192.168.0.0/20,,first,,
            odd,private,,192.168.0.0/20,192.168.14.0/24,,,
            odd,exclusion,,192.168.4.0/24,,,acme,
            odd,exclusion,,10.0.0.0/24,,,,
            nobody,exclusion,,10.0.0.0/24,,,,
            odd,exclusion,,192.168.15.0/24,,,,why
            odd,private,,192.168.0.0/20,192.168.0.0/24,,,

            """
        let told: ImportObject = try await other.call("POST", "/v1/import?format=csv-pools&partial=true", rows)
            .decoded()
        #expect(told.refused.map(\.line) == [2, 3, 4, 5, 6] && told.imported == 1 && told.unchanged == 1, "\(told)")
        let relabelled = allocations.replacing("app=web", with: "app=db")
        let kept: ImportObject = try await other.call(
            "POST", "/v1/import?format=csv-allocations&partial=true", relabelled
        ).decoded()
        #expect(kept.refused.count == 1 && kept.refused[0].reason.contains("other labels"), "\(kept)")
    }
}
