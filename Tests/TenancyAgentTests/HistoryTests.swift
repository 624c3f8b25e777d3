// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("History over the API", .serialized)
struct HistoryTests {
    @Test("an address has its holder at a time, with who, why, request, commit and when the kernel had it")
    func owner() async throws {
        let fixture = try await Fixture()
        let body = #"{"metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf","publicIPs":1}}"#
        let answer = await fixture.call("POST", "/v1/tenants", body, headers: ["tenancy-reason": "ticket%204711"])
        let revision = try answer.decoded(ChangeObject.self).revision
        #expect(await fixture.executor(.kernel).round())
        #expect(await fixture.executor(.manifests).round())
        let then = "2027-01-15T08:00:00Z"
        for target in ["203.0.113.0", "203.0.113.0/24", "203.0.113.0/32"] {
            let address: AddressObject = try await fixture.call("GET", "/v1/addresses/\(target)?at=\(then)").decoded()
            let holder = try #require(address.history.first, "\(target)")
            #expect(address.history.count == 1 && address.at == then && address.holders.isEmpty)
            #expect(holder.tenant == "acme" && holder.openedBy == revision && holder.until == nil)
            let opened = try #require(holder.opened)
            #expect(opened.actor == "root" && opened.reason == "ticket 4711" && opened.request == "r1")
            #expect(opened.deliveries.map(\.target) == ["kernel", "manifests"])
            #expect(opened.deliveries.allSatisfy { $0.at == then && $0.applied == revision })
            #expect(opened.deliveries.last?.commit == "c1")
        }
        let before: AddressObject = try await fixture.call(
            "GET", "/v1/addresses/203.0.113.0?at=2027-01-15T07:59:59.999999Z"
        ).decoded()
        #expect(before.history.isEmpty)
        let now: AddressObject = try await fixture.call("GET", "/v1/addresses/203.0.113.0").decoded()
        #expect(now.state == "allocated" && now.holders.count == 1 && now.history.count == 1)
    }

    @Test("an entry of the journal has its rows and deliveries; the list has neither, and filters")
    func journal() async throws {
        let fixture = try await Fixture()
        let change = try await fixture.create("acme")
        let entry: JournalObject = try await fixture.call("GET", "/v1/journal/\(change.revision)").decoded()
        #expect(entry.request == "r1" && entry.rows?.isEmpty == false)
        #expect(entry.deliveries?.map(\.at) == [nil, nil])
        let list: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal?tenant=acme").decoded()
        #expect(list.items.map(\.revision) == [change.revision] && list.items.first?.rows == nil)
        let nobody: ObjectList<JournalObject> = try await fixture.call("GET", "/v1/journal?actor=uid:9").decoded()
        #expect(nobody.items.isEmpty)
        let later: ObjectList<JournalObject> = try await fixture.call(
            "GET", "/v1/journal?since=2027-01-15T08:00:00.000001Z"
        ).decoded()
        #expect(later.items.isEmpty)
        let proof: JournalProofObject = try await fixture.call("GET", "/v1/journal/proof").decoded()
        #expect(proof.valid && proof.hash == entry.hash && proof.revision == change.revision)
    }

    @Test(
        "what is not there is 404, what is malformed 400",
        arguments: [
            ("/v1/journal/99", 404), ("/v1/journal/0", 400), ("/v1/journal/x", 400), ("/v1/journal?since=today", 400),
            ("/v1/journal?tenant=A", 400), ("/v1/addresses/10.0.0.1/8", 400), ("/v1/addresses/10.0.0.0/8?at=now", 400),
            ("/v1/journal/1/2", 404),
        ])
    func malformed(target: String, status: Int) async throws {
        let answer = try await Fixture().call("GET", target)
        #expect(answer.status == status, "\(answer.text)")
    }
}
