// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyManifests
import TenancyStore
import Testing

@Suite("Leading the cluster from what is published to what shall be")
struct PhaseTests {
    private static let hostVRF = #"{"connectivity":"host-vrf","namespaces":["web"]}"#
    private static let vrfLite = #"{"connectivity":"vrf-lite","publicIPs":1,"bgpASN":64513}"#

    /// The tree that is published.
    private func tree(_ fixture: Fixture) throws -> ManifestTree {
        try #require(fixture.publisher.state.withLock { $0.commits.last?.tree })
    }

    /// The numbers of the files that are there of a tenant.
    private func left(_ fixture: Fixture, _ tenant: String = "acme") throws -> Set<String> {
        Set(
            try tree(fixture)[folder: "tenants/\(tenant)"].keys.filter { $0.first?.isNumber == true }.map {
                String($0.prefix(2))
            })
    }

    private func item(_ fixture: Fixture, _ tenant: String = "acme") async throws -> OutboxItem? {
        try await fixture.store.outbox().first { $0.target == .manifests && $0.object == tenant }
    }

    @Test("a tenant that is gone leaves the tree in three steps, each after the delay, and holds nobody up")
    func tenant() async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "45", "50", "60"])
        let change: ChangeObject = try await fixture.call("DELETE", "/v1/tenants/acme").decoded()
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        #expect(fixture.agent.manifests?.rest == .seconds(120))
        #expect(try await item(fixture)?.proposed == "the next revision comes at 2027-01-15T08:02:00Z")
        // A change of somebody else is no step.
        try await fixture.create("blue", Self.hostVRF)
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        #expect(try tree(fixture)[folder: "tenants/blue"].isEmpty == false)
        let target = "/v1/revisions/\(change.revision)?wait=published&tenant=acme&timeout=0"
        #expect(await fixture.call("GET", target).status == 504)
        fixture.time.advance(.seconds(120))
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "60"])
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "60"])
        fixture.time.advance(.seconds(120))
        #expect(await executor.round())
        #expect(try left(fixture) == [] && fixture.agent.manifests?.rest == nil)
        #expect(await fixture.call("GET", target).status == 200)
        let list = String(decoding: try tree(fixture)["tenants/kustomization.yaml"] ?? [], as: UTF8.self)
        #expect(list.contains("- blue") && !list.contains("acme"))
    }

    @Test("a single network goes in the same steps, and the tenant's other one stands")
    func network() async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        let body =
            #"{"metadata":{"name":"acme-db"},"spec":{"tenant":"acme","connectivity":"vrf-lite","publicIPs":1,"bgpASN":64513}}"#
        #expect(await fixture.call("POST", "/v1/networks", body).status == 201)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        func files(_ name: String) throws -> Set<String> {
            Set(
                try tree(fixture)[folder: "tenants/acme"].keys.filter { $0.contains(name) }.map { String($0.prefix(2)) }
            )
        }
        let stays = Set(try tree(fixture)[folder: "tenants/acme"].keys.filter { !$0.contains("acme-db") })
        #expect(await fixture.call("DELETE", "/v1/networks/acme-db").status == 200)
        for expected: Set<String> in [["00", "10", "20", "25", "40", "60"], ["00", "10", "60"], []] {
            #expect(await executor.round())
            #expect(try files("acme-db") == expected)
            let folder = try tree(fixture)[folder: "tenants/acme"]
            #expect(stays.isSubset(of: Set(folder.keys)))
            let listed = String(decoding: folder["kustomization.yaml"] ?? [], as: UTF8.self)
            #expect(
                folder.keys.filter { $0.hasSuffix(".yaml") && $0 != "kustomization.yaml" }.allSatisfy(listed.contains))
            fixture.time.advance(.seconds(120))
        }
        #expect(try await item(fixture)?.isPending == false)
    }

    @Test("an address is announced no more before its pool goes")
    func floatingAddress() async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        let answer = await fixture.call(
            "POST", "/v1/addresses", #"{"tenant":"acme","role":"floating","addresses":["203.0.113.77"]}"#)
        #expect(answer.status < 300, "\(answer.text)")
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        let pool = "tenants/acme/40-ipaddresspool-acme-203-0-113-77.yaml"
        let advertisement = "tenants/acme/50-bgpadvertisement-acme.yaml"
        func announces() throws -> Bool {
            String(decoding: try tree(fixture)[advertisement] ?? [], as: UTF8.self).contains("acme-203-0-113-77")
        }
        #expect(try tree(fixture)[pool] != nil && announces())
        #expect(await fixture.call("DELETE", "/v1/addresses/203.0.113.77").status == 200)
        #expect(await executor.round())
        #expect(try tree(fixture)[pool] != nil && !announces())
        fixture.time.advance(.seconds(120))
        #expect(await executor.round())
        #expect(try tree(fixture)[pool] == nil && !announces())
    }

    /// Moves an address from one tenant to another, in one revision of the plan after the other, without a round between them.
    private func move(_ fixture: Fixture) async throws {
        let pool = #"{"quarantineSeconds":0}"#
        #expect(await fixture.call("PATCH", "/v1/pools/public", pool).status == 200)
        for name in ["acme", "blue"] {
            try await fixture.create(name, Self.vrfLite.replacing(#""publicIPs":1"#, with: #""publicIPs":2"#))
        }
        #expect(await fixture.executor(.manifests).round())
        #expect(await fixture.call("DELETE", "/v1/addresses/203.0.113.0").status == 200)
        let body = #"{"tenant":"blue","role":"load-balancer","addresses":["203.0.113.0"]}"#
        #expect(await fixture.call("POST", "/v1/addresses", body).status < 300)
    }

    private func pools(_ tree: ManifestTree, with address: String) -> [String] {
        tree.files.filter {
            $0.key.contains("ipaddresspool") && String(decoding: $0.value, as: UTF8.self).contains(address)
        }
        .keys.sorted()
    }

    @Test("an address comes to its next pool in the revision after it left the last one", arguments: [0, 120])
    func move(delay: Int) async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(delay))
        try await move(fixture)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        #expect(try pools(tree(fixture), with: "203.0.113.0/32") == [])
        #expect(try await item(fixture, "blue")?.isPending == true)
        #expect(fixture.agent.manifests?.rest == .seconds(max(delay, 1)))
        if delay > 0 {
            fixture.time.advance(.seconds(delay - 1))
            #expect(await executor.round())
            #expect(try pools(tree(fixture), with: "203.0.113.0/32") == [])
            fixture.time.advance(.seconds(1))
        }
        #expect(await executor.round())
        #expect(try pools(tree(fixture), with: "203.0.113.0/32") == ["tenants/blue/40-ipaddresspool-blue.yaml"])
        #expect(try await item(fixture, "blue")?.isPending == false)
        #expect(fixture.agent.manifests?.rest == nil)
    }

    @Test("of several addresses that a tenant waits for the lowest is named, each time")
    func order() async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        #expect(await fixture.call("PATCH", "/v1/pools/public", #"{"quarantineSeconds":0}"#).status == 200)
        for name in ["acme", "blue"] {
            try await fixture.create(name, Self.vrfLite.replacing(#""publicIPs":1"#, with: #""publicIPs":8"#))
        }
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        let moved = (0..<7).map { "203.0.113.\($0)" }
        for address in moved { #expect(await fixture.call("DELETE", "/v1/addresses/\(address)").status == 200) }
        let list = moved.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"tenant":"blue","role":"load-balancer","addresses":["# + list + "]}"
        #expect(await fixture.call("POST", "/v1/addresses", body).status < 300)
        #expect(await executor.round())
        let reason = try await item(fixture, "blue")?.proposed
        #expect(
            reason?.hasPrefix("203.0.113.0 leaves tenants/acme/40-ipaddresspool-acme.yaml first") == true, "\(reason)")
    }

    @Test("with a cluster each step waits until the cluster has followed, however long that takes")
    func proof() async throws {
        let cluster = FixedCluster()
        let fixture = try await Fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        cluster.apply(try tree(fixture))
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        fixture.time.advance(.seconds(86_400))
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        #expect(try await item(fixture)?.proposed == "BGPPeer metallb-system/acme is still in the cluster")
        cluster.apply(try tree(fixture))
        cluster.fail("no route to host")
        #expect(await executor.round())
        #expect(try await item(fixture)?.proposed == "the cluster cannot be read: no route to host")
        cluster.fail(nil)
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "60"])
        cluster.apply(try tree(fixture), hanging: [.ipAddressPool])
        #expect(await executor.round())
        #expect(try await item(fixture)?.proposed == "IPAddressPool metallb-system/acme is still in the cluster")
        cluster.apply(try tree(fixture))
        #expect(await executor.round())
        #expect(try left(fixture) == [])
        #expect(try await item(fixture) == nil)
    }

    @Test("while a step waits for the cluster the remote is asked each minute, and at once when the cluster has let go")
    func patience() async throws {
        let cluster = FixedCluster()
        let fixture = try await Fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        try await fixture.create("acme", Self.vrfLite)
        #expect(await fixture.executor(.manifests).round())
        cluster.apply(try tree(fixture))
        let publisher = try #require(fixture.agent.manifests)
        #expect(!publisher.takeNews())
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)

        let clock = ManualClock()
        let wakeup = ChangeCounter()
        let rounds = Mutex(0)
        let executor = Executor(
            ManifestWork(
                store: fixture.store, publisher: publisher, isShared: true, now: { fixture.time.now.withLock { $0 } }),
            store: fixture.store, board: fixture.board, wakeups: wakeup, clock: clock,
            report: { _, _, _ in rounds.withLock { $0 += 1 } })
        let task = Task { await executor.run() }
        // After each round the executor sleeps.
        await clock.waitForSleeps(1)
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        for second in 1...59 {
            clock.advance(by: .seconds(1))
            // What the cluster tells of others is no reason to ask the remote.
            #expect(!publisher.takeNews(), "\(second)")
        }
        #expect(rounds.withLock { $0 } == 1)
        clock.advance(by: .seconds(1))
        await clock.waitForSleeps(2)
        #expect(rounds.withLock { $0 } == 2)

        cluster.apply(try tree(fixture))
        #expect(publisher.takeNews())
        // It is said once, or a remote that fails would be asked with each change of the cluster.
        #expect(!publisher.takeNews())
        wakeup.advance()
        await clock.waitForSleeps(3)
        #expect(try left(fixture) == ["00", "10", "60"] && rounds.withLock { $0 } == 3)
        #expect(!publisher.takeNews())
        cluster.apply(try tree(fixture))
        #expect(publisher.takeNews())
        wakeup.advance()
        await clock.waitForSleeps(4)
        #expect(try left(fixture) == [] && !publisher.takeNews())
        task.cancel()
        await task.value
    }

    @Test("what people have to merge first is no news when the cluster changes")
    func proposedPatience() async throws {
        let cluster = FixedCluster()
        let fixture = try await Fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        cluster.apply(try tree(fixture))
        fixture.publisher.state.withLock { $0.proposal = "tenancy/next" }
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        let publisher = try #require(fixture.agent.manifests)
        for _ in 0..<3 {
            #expect(await executor.round())
            // Even if somebody removed by hand what the proposal is about.
            cluster.apply(try tree(fixture))
            #expect(!publisher.takeNews())
        }
    }

    @Test("the daemon's own loop has the manifests published when the cluster has followed")
    func led() async throws {
        let cluster = FixedCluster()
        let fixture = try await Fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        cluster.apply(try tree(fixture))
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        #expect(await executor.round())
        let seen = try #require(fixture.wakeups[.manifests]?.value)
        let task = Task { await fixture.agent.lead() }
        cluster.apply(try tree(fixture))
        fixture.board.rounds.advance()
        await fixture.wakeups[.manifests]?.wait(beyond: seen)
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "60"])
        task.cancel()
        await task.value
    }

    @Test("with a cluster an address comes to its next pool when no live object has it any more")
    func provenMove() async throws {
        let cluster = FixedCluster()
        let fixture = try await Fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        try await move(fixture)
        cluster.apply(try #require(fixture.publisher.state.withLock { $0.commits.last?.tree }))
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        #expect(await executor.round())
        #expect(try pools(tree(fixture), with: "203.0.113.0/32") == [])
        #expect(
            try await item(fixture, "blue")?.proposed
                == "IPAddressPool metallb-system/acme still has 203.0.113.0 in the cluster")
        cluster.apply(try tree(fixture))
        #expect(await executor.round())
        #expect(try pools(tree(fixture), with: "203.0.113.0/32") == ["tenants/blue/40-ipaddresspool-blue.yaml"])
    }

    @Test("a daemon that comes back in the middle begins the delay anew", arguments: [false, true])
    func restart(moving: Bool) async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        if moving {
            try await move(fixture)
        } else {
            try await fixture.create("acme", Self.vrfLite)
            #expect(await fixture.executor(.manifests).round())
            #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        }
        #expect(await fixture.executor(.manifests).round())
        let before = try tree(fixture)
        let agent = fixture.agent
        let again = PhasedPublisher(
            publisher: fixture.publisher, phases: Phases(),
            render: { ManifestRenderer(settings: agent.settings.cluster).render($0) }, delay: { .seconds(120) },
            now: { fixture.time.now.withLock { $0 } })
        let executor = Executor(
            ManifestWork(store: fixture.store, publisher: again, now: { fixture.time.now.withLock { $0 } }),
            store: fixture.store, board: fixture.board, wakeups: ChangeCounter(), clock: ContinuousClock(),
            report: { _, _, _ in })
        #expect(await executor.round())
        #expect(try tree(fixture) == before && again.rest == .seconds(120))
        fixture.time.advance(.seconds(120))
        #expect(await executor.round())
        #expect(try tree(fixture) != before)
    }

    @Test("what is proposed goes no step further before it is merged")
    func proposed() async throws {
        let fixture = try await Fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        fixture.publisher.state.withLock { $0.proposal = "tenancy/next" }
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        for _ in 0..<3 {
            #expect(await executor.round())
            #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
            fixture.time.advance(.seconds(300))
        }
        fixture.publisher.merge()
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "20", "25", "40", "60"])
        fixture.time.advance(.seconds(120))
        #expect(await executor.round())
        #expect(try left(fixture) == ["00", "10", "60"])
    }
}
