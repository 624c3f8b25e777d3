// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyStore
import Testing

@Suite("The executors", .serialized)
struct ExecutorTests {
    private static let hostVRF = #"{"connectivity":"host-vrf","namespaces":["web"],"publicIPs":1}"#

    @Test("a round brings kernel and Git to the plan, and a second one writes nothing")
    func idempotence() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.hostVRF)
        #expect(await fixture.executor(.kernel).round())
        #expect(await fixture.executor(.manifests).round())
        let writes = fixture.board.executors().map(\.writes)
        #expect(writes.allSatisfy { $0 > 0 })
        #expect(await fixture.executor(.kernel).round())
        #expect(await fixture.executor(.manifests).round())
        #expect(fixture.board.executors().map(\.writes) == writes)
        let status: StatusObject = try await fixture.call("GET", "/v1/tenants/acme/status").decoded()
        #expect(
            status.items.map { "\($0.target) \($0.object) \($0.state)" } == ["kernel acme done", "manifests acme done"])
    }

    @Test("a commit names the change, its revision, who made it and why")
    func message() async throws {
        let fixture = try await Fixture()
        _ = await fixture.executor(.manifests).round()
        let body = #"{"metadata":{"name":"acme"},"spec":\#(Self.hostVRF)}"#
        _ = await fixture.call("POST", "/v1/tenants", body, headers: ["tenancy-reason": "ticket 42"])
        _ = await fixture.executor(.manifests).round()
        let message = try #require(fixture.publisher.state.withLock { $0.commits.last?.message })
        #expect(message.subject == "create tenant acme")
        #expect(
            message.trailers == [
                .init("Tenancy-Revision", "6"), .init("Tenancy-Actor", "root"), .init("Tenancy-Reason", "ticket 42"),
            ])
    }

    @Test("a network that fails is reported with the kernel's words, and does not hold up another")
    func failure() async throws {
        let fixture = try await Fixture()
        try await fixture.create("bad")
        try await fixture.create("good")
        fixture.kernel.fail([.init(network: try NetworkKey("bad"), message: "no interface eno1", hint: "ip link show")])
        #expect(await fixture.executor(.kernel).round() == false)
        let bad: StatusObject = try await fixture.call("GET", "/v1/tenants/bad/status").decoded()
        #expect(bad.items.first?.state == "failed" && bad.items.first?.error == "no interface eno1")
        let good: StatusObject = try await fixture.call("GET", "/v1/tenants/good/status").decoded()
        #expect(good.items.first?.state == "done")
        fixture.kernel.fail([])
        #expect(await fixture.executor(.kernel).round())
        let mended: StatusObject = try await fixture.call("GET", "/v1/tenants/bad/status").decoded()
        #expect(mended.items.first?.state == "done" && mended.items.first?.error == nil)
    }

    @Test("an unreachable repository leaves the change stored, pending and named")
    func unreachable() async throws {
        let fixture = try await Fixture()
        fixture.publisher.fail(TenancyError(.internal, "cannot push to origin: no route to host"))
        let change = try await fixture.create("acme", Self.hostVRF)
        #expect(await fixture.executor(.manifests).round() == false)
        let waited = await fixture.call("GET", "/v1/revisions/\(change.revision)?wait=published&timeout=0&tenant=acme")
        #expect(waited.status == 504)
        #expect(waited.problem?.detail.contains("cannot push to origin: no route to host") == true)
        fixture.publisher.fail(nil)
        #expect(await fixture.executor(.manifests).round())
        #expect(await fixture.call("GET", "/v1/revisions/\(change.revision)?wait=published&tenant=acme").status == 200)
    }

    @Test("waiting ends when the executors have done the revision, not before")
    func waiting() async throws {
        let fixture = try await Fixture()
        let change = try await fixture.create("acme", Self.hostVRF)
        let target = "/v1/revisions/\(change.revision)?wait=kernel,published&tenant=acme&timeout=60"
        async let answer = fixture.call("GET", target)
        _ = await fixture.executor(.kernel).round()
        let early = await fixture.call("GET", "/v1/revisions/\(change.revision)?wait=published&timeout=0")
        #expect(early.status == 504)
        _ = await fixture.executor(.manifests).round()
        #expect(await answer.status == 200)
    }

    @Test("a deleted tenant leaves kernel, tree and outbox")
    func deletion() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.hostVRF)
        for target in OutboxTarget.allCases { _ = await fixture.executor(target).round() }
        _ = await fixture.call("DELETE", "/v1/tenants/acme")
        for target in OutboxTarget.allCases { #expect(await fixture.executor(target).round()) }
        #expect(fixture.kernel.state.withLock { $0.applied.last?.networks } == [])
        let paths = try #require(fixture.publisher.state.withLock { $0.commits.last?.tree.paths })
        #expect(!paths.contains { $0.contains("acme") })
        #expect(try await fixture.store.outbox().isEmpty)
    }

    @Test("what was acknowledged before a crash is done after it", arguments: OutboxTarget.allCases)
    func crash(target: OutboxTarget) async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.hostVRF)
        // The effect happened and its acknowledgement was lost: the next life repeats the round, which changes nothing outside.
        let snapshot = try await fixture.store.snapshot()
        _ = await fixture.kernel.apply(KernelState(snapshot))
        #expect(await fixture.executor(target).round())
        #expect(try await fixture.store.outbox().allSatisfy { $0.target != target || !$0.isPending })
    }

    @Test("a running executor works when it is woken and stops when it is cancelled")
    func running() async throws {
        let fixture = try await Fixture()
        let executor = fixture.executor(.kernel)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await executor.run() }
            await fixture.board.rounds.wait(beyond: 0)
            let seen = fixture.board.rounds.value
            _ = try? await fixture.create("acme", Self.hostVRF)
            await fixture.board.rounds.wait(beyond: seen)
            group.cancelAll()
        }
        #expect(fixture.kernel.state.withLock { $0.applied.last?.networks.count } == 1)
    }
}
