// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("Changes over the API", .serialized)
struct ChangeTests {
    private static let body =
        #"{"metadata":{"name":"acme"},"spec":{"connectivity":"host-vrf","publicIPs":1,"namespaces":["acme"]}}"#

    @Test("a dry run tells the rows, what the kernel would be told, and the files that the executor then writes")
    func effects() async throws {
        let fixture = try await Fixture()
        #expect(await fixture.executor(.manifests).round())
        let dry: ChangeObject = try await fixture.call("POST", "/v1/tenants?dryRun=true", Self.body).decoded()
        let effects = try #require(dry.effects)
        #expect(effects.kernel.first == "ip link add name tv-acme type vrf table 256")
        #expect(effects.kernel.contains("ip link add link eno1 name tu-acme master tv-acme type vlan id 100"))
        #expect(effects.rows.contains { $0.table == "tenant" && $0.operation == "insert" })

        let real: ChangeObject = try await fixture.call("POST", "/v1/tenants", Self.body).decoded()
        #expect(real.effects == nil && real.steps == dry.steps)
        let entry: JournalObject = try await fixture.call("GET", "/v1/journal/\(real.revision)").decoded()
        #expect(entry.rows == effects.rows)
        let before = fixture.publisher.state.withLock { $0.commits.last?.tree }
        #expect(await fixture.executor(.manifests).round())
        let after = try #require(fixture.publisher.state.withLock { $0.commits.last?.tree })
        let written = after.changes(from: before ?? ManifestTree())
        #expect(effects.manifests.map(\.path) == written.map(\.path) && !written.isEmpty)
        #expect(effects.manifests.map(\.change) == written.map(\.kind.rawValue))

        let gone: ChangeObject = try await fixture.call("DELETE", "/v1/tenants/acme?dryRun=true").decoded()
        #expect(gone.effects?.kernel == ["ip link delete tu-acme", "ip link delete tb-acme", "ip link delete tv-acme"])
        #expect(gone.effects?.manifests.contains { $0.change == "removed" } == true)
    }

    @Test("a change is taken back, down to kernel and manifests; what later ones depend on is refused with their list")
    func undo() async throws {
        let fixture = try await Fixture()
        let created: ChangeObject = try await fixture.call("POST", "/v1/tenants", Self.body).decoded()
        let dry: ChangeObject = try await fixture.call("POST", "/v1/revisions/\(created.revision)/undo?dryRun=true")
            .decoded()
        #expect(dry.effects?.kernel.last == "ip link delete tv-acme")
        _ = await fixture.call("DELETE", "/v1/tenants/acme")
        let refused = await fixture.call("POST", "/v1/revisions/\(created.revision)/undo")
        #expect(refused.status == 422 && refused.problem?.code == "revision.needed")
        #expect(refused.problem?.detail.contains("\(created.revision + 1) (tenant.delete acme)") == true)
        let undone = await fixture.call("POST", "/v1/revisions/\(created.revision + 1)/undo")
        #expect(undone.status == 200)
        #expect(await fixture.executor(.kernel).round())
        #expect(await fixture.executor(.manifests).round())
        #expect(fixture.kernel.state.withLock { $0.applied.last?.networks.map(\.key.description) } == ["acme"])
        #expect(await fixture.call("POST", "/v1/revisions/99/undo").status == 404)
        #expect(await fixture.call("POST", "/v1/revisions/x/undo").status == 400)
    }

    @Test("a repeated request gets the first answer, marked; another one under its key is a conflict")
    func idempotency() async throws {
        let fixture = try await Fixture()
        let key = ["idempotency-key": "order-4711"]
        let first = await fixture.call("POST", "/v1/tenants", Self.body, headers: key)
        #expect(first.status == 201)
        let again = await fixture.call("POST", "/v1/tenants", Self.body, headers: key)
        var expected: ChangeObject = try first.decoded()
        expected.replayed = true
        #expect(again.status == 201)
        #expect(try again.decoded(ChangeObject.self) == expected)
        for (method, target, body) in [
            ("POST", "/v1/tenants", Self.body + " "), ("DELETE", "/v1/tenants/acme", ""),
        ] {
            let other = await fixture.call(method, target, body, headers: key)
            #expect(other.status == 409 && other.problem?.code == "request.conflict", "\(other.text)")
        }
        let bad = await fixture.call("POST", "/v1/tenants", Self.body, headers: ["idempotency-key": "a b"])
        #expect(bad.status == 400)
    }
}
