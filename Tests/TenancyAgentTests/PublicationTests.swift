// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyManifests
import TenancyStore
import Testing

@Suite("Publishing in the face of others", .serialized)
struct PublicationTests {
    private static let spec = #"{"connectivity":"host-vrf","namespaces":["web"]}"#

    @Test("what is proposed is not published until it is merged, and says where it waits")
    func proposed() async throws {
        let fixture = try await Fixture()
        fixture.publisher.state.withLock { $0.proposal = "tenancy/next" }
        let change = try await fixture.create("acme", Self.spec)
        // The round did what it could: it does not count as failed, and is not repeated in a hurry.
        #expect(await fixture.executor(.manifests).round())
        let status: StatusObject = try await fixture.call("GET", "/v1/tenants/acme/status").decoded()
        let item = try #require(status.items.first { $0.target == "manifests" })
        #expect(item.state == "proposed" && item.proposed == "commit c1 on branch tenancy/next is not merged yet")
        let target = "/v1/revisions/\(change.revision)?wait=published&tenant=acme&timeout=0"
        let waited = await fixture.call("GET", target)
        #expect(waited.status == 504)
        #expect(waited.problem?.detail.contains("waits: commit c1 on branch tenancy/next") == true)
        #expect(try await fixture.store.change(change.revision)?.record.deliveries.allSatisfy { $0.at == nil } == true)

        fixture.publisher.fail(TenancyError(.internal, "no route to host"))
        #expect(await fixture.executor(.manifests).round() == false)
        let failed: StatusObject = try await fixture.call("GET", "/v1/tenants/acme/status").decoded()
        #expect(failed.items.first { $0.target == "manifests" }?.state == "failed")

        fixture.publisher.state.withLock {
            $0.error = nil
            $0.proposal = nil
        }
        #expect(await fixture.executor(.manifests).round())
        #expect(await fixture.call("GET", target).status == 200)
        let done: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
        #expect(!done.items.contains { $0.target == "manifests" })
    }

    @Test("a deletion that is only proposed stays open")
    func proposedDeletion() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.spec)
        #expect(await fixture.executor(.manifests).round())
        fixture.publisher.state.withLock { $0.proposal = "tenancy/next" }
        _ = await fixture.call("DELETE", "/v1/tenants/acme")
        #expect(await fixture.executor(.manifests).round())
        #expect(try await fixture.store.outbox().contains { $0.target == .manifests && $0.proposed != nil })
        fixture.publisher.state.withLock { $0.proposal = nil }
        #expect(await fixture.executor(.manifests).round())
        #expect(try await fixture.store.outbox().allSatisfy { $0.target != .manifests })
    }

    @Test("foreign edits are drift, and one command takes them over with its reason")
    func takeOver() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.spec)
        fixture.publisher.state.withLock { $0.foreign = ["tenants/acme/tenant.json"] }
        #expect(await fixture.executor(.manifests).round() == false)
        let drift: DriftObject = try await fixture.call("GET", "/v1/drift").decoded()
        let item = try #require(drift.items.first)
        #expect(item.target == "manifests" && item.object == "tenants/acme/tenant.json" && item.right == "nobody")
        #expect(item.repair == "tenancyctl manifests publish --take-over")

        let refused = await fixture.call("POST", "/v1/manifests/publish")
        #expect(refused.status >= 400)
        let answer: PublicationObject = try await fixture.call(
            "POST", "/v1/manifests/publish?takeOver=true", headers: ["tenancy-reason": "a mistake"]
        ).decoded()
        #expect(answer.takenOver == ["tenants/acme/tenant.json"])
        let message = try #require(fixture.publisher.state.withLock { $0.commits.last?.message })
        #expect(message.subject == "take over revision \(answer.revision)")
        #expect(message.trailers.contains(.init("Tenancy-Actor", "root")))
        #expect(message.trailers.contains(.init("Tenancy-Reason", "a mistake")))
        #expect(await fixture.executor(.manifests).round())
        #expect(await fixture.call("GET", "/v1/drift", as: .read).status == 200)
        #expect(await fixture.call("POST", "/v1/manifests/publish", as: .read).status == 403)
    }

    @Test("the manifests of the plan are shown without publishing anything")
    func rendered() async throws {
        let fixture = try await Fixture()
        for name in ["acme", "blue"] { try await fixture.create(name, Self.spec.replacing("web", with: name)) }
        let all: ManifestsObject = try await fixture.call("GET", "/v1/manifests", as: .read).decoded()
        let one: ManifestsObject = try await fixture.call("GET", "/v1/manifests?tenant=acme", as: .read).decoded()
        #expect(one.files == all.files.filter { $0.path.hasPrefix("tenants/acme/") } && !one.files.isEmpty)
        #expect(all.files.contains { $0.path == "tenants/kustomization.yaml" })
        #expect(fixture.publisher.state.withLock { $0.commits.isEmpty })
        #expect(await fixture.executor(.manifests).round())
        let published = try #require(fixture.publisher.state.withLock { $0.commits.last?.tree })
        #expect(all == ManifestsObject(revision: all.revision, published))
        #expect(await fixture.call("GET", "/v1/manifests?tenant=none").status == 404)
        #expect(await fixture.call("DELETE", "/v1/manifests").status == 405)
    }
}
