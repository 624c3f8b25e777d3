// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyCluster
import TenancyStore
import TenancyManifests
import Testing

@Suite("A tenant's way out", .serialized, .timeLimit(.minutes(5)))
struct DepartureTests {
    private static let spec = """
        {"connectivity":"host-vrf","cidrs":["10.1.0.0/16"],"publicIPs":2,"namespaces":["acme-web"],"uplink":"eno1",\
        "announce":"bgp","bgpASN":64513}
        """
    private static let place = "/namespaces/acme-web/"
    private static let pods = "/api/v1" + place + "pods"
    private static let collections = [
        pods, "/api/v1" + place + "persistentvolumeclaims", "/apis/kubevirt.io/v1" + place + "virtualmachines",
        "/apis/kubevirt.io/v1" + place + "virtualmachineinstances", "/apis/k8s.ovn.org/v1" + place + "egressservices",
        "/apis/k8s.ovn.org/v1" + place + "userdefinednetworks",
        "/apis/k8s.cni.cncf.io/v1" + place + "network-attachment-definitions",
    ]

    private func made() async throws -> LiveFixture {
        let made = try await LiveFixture(more: Self.collections)
        try await made.base.create("acme", Self.spec)
        await made.work()
        try await made.apply("acme")
        made.put(
            .namespace, nil, "acme-web", "{}",
            digest: try await wanted(made).first { $0.identity.kind == .namespace }?.digest)
        try await made.waits { $0.isComplete }
        return made
    }

    private func wanted(_ made: LiveFixture) async throws -> [WantedObject] {
        let tenant = try #require(try await made.base.store.tenant(try TenantName("acme")))
        return ManifestRenderer(settings: made.base.agent.settings.cluster).wanted(tenant)
    }

    /// One of each kind: how it is put there, and how it goes.
    private func occupy(_ made: LiveFixture) async throws -> [(kind: String, remove: () async -> Void)] {
        var kinds: [(kind: String, remove: () async -> Void)] = []
        let texts = [
            (
                "Pod",
                #"{"metadata":{"name":"x","ownerReferences":[{"kind":"StatefulSet","name":"db"}]},"status":{"phase":"Running"}}"#
            ),
            ("PersistentVolumeClaim", #"{"metadata":{"name":"x"},"spec":{"volumeName":"pv1"}}"#),
            ("VirtualMachine", #"{"metadata":{"name":"x"},"status":{"printableStatus":"Stopped"}}"#),
            ("VirtualMachineInstance", #"{"metadata":{"name":"x"},"status":{"phase":"Running"}}"#),
            ("EgressService", #"{"metadata":{"name":"x"}}"#), ("UserDefinedNetwork", #"{"metadata":{"name":"x"}}"#),
            ("NetworkAttachmentDefinition", #"{"metadata":{"name":"x"}}"#),
        ]
        for ((kind, text), path) in zip(texts, Self.collections) {
            made.api.put(path, "x", text)
            kinds.append((kind, { made.api.remove(path, "x") }))
        }
        made.put(
            .service, "acme-web", "web", #"{"loadBalancer":{"ingress":[{"ip":"203.0.113.0"}]}}"#)
        kinds.append(("LoadBalancer", { made.remove(.service, "acme-web", "web") }))
        made.api.put(
            LiveFixture.path(.clusterUserDefinedNetwork), "other",
            #"{"metadata":{"name":"other"},"spec":{"namespaceSelector":{}}}"#)
        kinds.append(("ClusterUserDefinedNetwork", { made.remove(.clusterUserDefinedNetwork, nil, "other") }))
        for kind in ["Connection", "Device", "Neighbour", "Route"] {
            made.occupancy.found.withLock { found in
                found.append(Blocker(kind: kind, object: "x", why: "is there", show: "ip link show"))
            }
            kinds.append((kind, { made.occupancy.found.withLock { $0.removeAll { $0.kind == kind } } }))
        }
        try await made.base.create("blue", #"{"connectivity":"host-vrf","cidrs":["10.2.0.0/16"]}"#)
        let leak = await made.base.call(
            "POST", "/v1/leaks",
            #"{"metadata":{"name":"shared"},"spec":{"from":"blue","to":"acme","prefixes":["10.2.0.0/24"]}}"#)
        #expect(leak.status == 201, "\(leak.text)")
        kinds.append(("Leak", { _ = await made.base.call("DELETE", "/v1/leaks/shared") }))
        await made.work()
        return kinds
    }

    @Test(
        "with every kind of blocker a deletion is refused and changes nothing; when they are gone it goes by itself, and leaves nothing"
    )
    func blockers() async throws {
        let made = try await made()
        let kinds = try await occupy(made)
        let revision = try await made.base.store.revision()
        let blockers: BlockersObject = try await made.base.call("GET", "/v1/tenants/acme/blockers", as: .read).decoded()
        #expect(blockers.items.map(\.kind) == kinds.map(\.kind).sorted())
        #expect(blockers.items.allSatisfy { !$0.show.isEmpty })
        #expect(
            blockers.items.first { $0.kind == "Pod" }?.remove == "kubectl delete statefulset db -n acme-web")
        let refused = await made.base.call("DELETE", "/v1/tenants/acme")
        #expect(refused.status == 422 && refused.problem?.code == "object.blocked")
        for kind in kinds { #expect(refused.problem?.detail.contains("\(kind.kind) ") == true, "\(kind.kind)") }
        #expect(try await made.base.store.revision() == revision)

        #expect(await made.base.call("DELETE", "/v1/tenants/acme?whenFree=true").status == 200)
        for kind in kinds {
            #expect(try await made.base.agent.advanceDepartures().isEmpty)
            #expect(try await stage(made) == .draining, "before \(kind.kind) is gone")
            await kind.remove()
        }
        try await leave(made)
        await made.stop()
    }

    private func stage(_ made: LiveFixture) async throws -> Departure? {
        try await made.base.store.tenant(try TenantName("acme"))?.departure
    }

    /// From the last blocker to the end, by an agent that begins anew at each stage.
    private func leave(_ made: LiveFixture) async throws {
        let store = made.base.store
        func advance() async throws {
            let live = LiveSources(
                cluster: made.cluster, kernel: made.occupancy,
                wanted: { ManifestRenderer(settings: $2).wanted($0, $1) })
            let agent = Agent(
                store: store, board: made.base.board, settings: made.base.agent.settings,
                nodeAddresses: made.base.node, wakeups: made.base.wakeups, clock: ContinuousClock(),
                now: { Timestamp(microseconds: 1_800_000_000_000_000) }, live: live)
            #expect(try await agent.advanceDepartures().isEmpty)
        }
        let pool = ObjectIdentity(.ipAddressPool, namespace: "metallb-system", name: "acme")
        let peer = ObjectIdentity(.bgpPeer, namespace: "metallb-system", name: "acme")
        try await advance()
        #expect(try await stage(made) == .withdrawing)
        // Not before it is published, and not before it is gone from the cluster.
        try await advance()
        #expect(try await stage(made) == .withdrawing)
        await made.work()
        try await advance()
        #expect(try await stage(made) == .withdrawing)
        try await made.apply("acme")
        try await made.waits { $0[peer] == nil }
        #expect(made.cluster.view()[pool] != nil)
        try await advance()
        #expect(try await stage(made) == .removing)
        await made.work()
        func files() -> [String] {
            let tree = made.base.publisher.state.withLock { $0.commits.last?.tree }
            return tree?[folder: "tenants/acme"].keys.sorted() ?? []
        }
        // The namespace stands until the addresses have left the cluster.
        #expect(files().contains("00-namespace-acme-web.yaml") && !files().contains { $0.hasPrefix("40-") })
        await made.work()
        #expect(!files().isEmpty)
        // The addresses and the devices stand until the cluster has let go.
        #expect(try await store.tenant(try TenantName("acme")) != nil)
        try await advance()
        #expect(try await stage(made) == .removing)
        made.remove(.ipAddressPool, "metallb-system", "acme")
        try await made.waits { $0[pool] == nil }
        await made.work()
        #expect(files().isEmpty)
        try await advance()
        #expect(try await stage(made) == .removing)
        made.remove(.namespace, nil, "acme-web")
        try await made.waits { $0[ObjectIdentity(.namespace, name: "acme-web")] == nil }
        try await advance()
        #expect(try await store.tenant(try TenantName("acme")) == nil)
        await made.work()
        #expect(
            !made.base.kernel.state.withLock { $0.applied.last?.networks.contains { "\($0.key)" == "acme" } ?? true })
        let public4 = try await store.pool(try PoolName("public"))
        #expect(public4?.usage.quarantined == 2 && public4?.usage.allocated == 0)
        let verbs = try await store.journal(JournalFilter(limit: 20, tenant: try TenantName("acme"))).map(\.verb)
            .filter { $0.hasPrefix("tenant.") }
        #expect(verbs.prefix(4) == ["tenant.delete", "tenant.depart", "tenant.depart", "tenant.depart"])
    }

    @Test(
        "a removal goes in its order, each phase in Git after the cluster has followed the one before, and leaves nothing"
    )
    func phases() async throws {
        let made = try await made()
        let (base, name) = (made.base, try TenantName("acme"))
        let executor = base.executor(.manifests)
        let all = try await wanted(made).map(\.identity).filter { $0.name.hasPrefix("acme") }
        #expect(await base.call("DELETE", "/v1/tenants/acme?whenFree=true").status == 200)
        var order: [ObjectKind] = []
        for _ in 0..<20 {
            #expect(try await base.agent.advanceDepartures().isEmpty)
            _ = await executor.round()
            // Argo CD prunes what is not in Git any more.
            let texts = base.publisher.state.withLock { state in
                state.commits.last?.tree.paths.compactMap { state.commits.last?.tree[$0] } ?? []
            }.map { String(decoding: $0, as: UTF8.self) }
            let gone = all.filter { identity in
                made.cluster.view()[identity] != nil
                    && !texts.contains {
                        $0.contains("kind: \(identity.kind.rawValue)\n") && $0.contains("  name: \(identity.name)\n")
                    }
            }
            for identity in gone { made.remove(identity.kind, identity.namespace, identity.name) }
            try await made.waits { view in gone.allSatisfy { view[$0] == nil } }
            // Of the plan the tenant is part until the cluster has let go of everything.
            if try await base.store.tenant(name) == nil { break }
            order += gone.map(\.kind)
        }
        #expect(try await base.store.tenant(name) == nil)
        #expect(all.allSatisfy { made.cluster.view()[$0] == nil })
        let (peer, pool) = (order.firstIndex(of: .bgpPeer), order.firstIndex(of: .ipAddressPool))
        #expect(try #require(peer) < #require(pool))
        #expect(order.contains(.namespace))
        #expect(try await base.store.pool(try PoolName("public"))?.usage.quarantined == 2)
        await made.stop()
    }

    @Test("on its way out a tenant gets nothing more, and can stay until it is released")
    func cancels() async throws {
        let made = try await made()
        made.api.put(Self.pods, "x", #"{"metadata":{"name":"x"},"status":{"phase":"Running"}}"#)
        #expect(await made.base.call("DELETE", "/v1/tenants/acme?whenFree=true").status == 200)
        let tenant: TenantObject = try await made.base.call("GET", "/v1/tenants/acme").decoded()
        #expect(tenant.status?.departure == "draining" && tenant.status?.drainingUntil == nil)
        let more = await made.base.call("POST", "/v1/addresses", #"{"tenant":"acme","role":"floating","count":1}"#)
        #expect(more.status == 422 && more.problem?.detail.contains("nothing is in its way") == true, "\(more.text)")
        made.api.remove(Self.pods, "x")
        _ = try await made.base.agent.advanceDepartures()
        #expect(try await stage(made) == .withdrawing)
        await made.work()
        #expect(try await !wanted(made).contains { $0.identity.kind == .bgpPeer })
        #expect(await made.base.call("PATCH", "/v1/tenants/acme", #"{"cancelDrain":true}"#).status == 200)
        #expect(try await stage(made) == nil)
        #expect(try await wanted(made).contains { $0.identity.kind == .bgpPeer })
        _ = try await made.base.agent.advanceDepartures()
        #expect(try await made.base.store.tenant(try TenantName("acme"))?.drainingUntil == nil)
        await made.stop()
    }

    @Test("a cluster that cannot be asked holds a deletion up, unless it is forced")
    func unreachable() async throws {
        let made = try await made()
        made.api.fail("/", times: .max, .answer(503))
        let refused = await made.base.call("DELETE", "/v1/tenants/acme")
        #expect(refused.problem?.code == "cluster.unavailable", "\(refused.text)")
        #expect(await made.base.call("DELETE", "/v1/tenants/acme?whenFree=true").status == 200)
        #expect(try await made.base.agent.advanceDepartures().map(\.error.code.rawValue) == ["cluster.unavailable"])
        #expect(try await stage(made) == .draining)
        #expect(await made.base.call("DELETE", "/v1/tenants/acme?force=true").status == 200)
        await made.stop()
    }

    @Test("where there is no cluster each stage lasts its time after it was published")
    func unconfirmed() async throws {
        let fixture = try await Fixture(
            live: LiveSources(
                wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }, unconfirmedDelay: .seconds(60)))
        try await fixture.create("acme", Self.spec)
        _ = await fixture.executor(.manifests).round()
        _ = await fixture.call("DELETE", "/v1/tenants/acme?whenFree=true")
        let name = try TenantName("acme")
        for expected in [Departure.withdrawing, .removing] {
            _ = try await fixture.agent.advanceDepartures()
            _ = await fixture.executor(.manifests).round()
            #expect(try await fixture.store.tenant(name)?.departure == expected)
            _ = try await fixture.agent.advanceDepartures()
            #expect(try await fixture.store.tenant(name)?.departure == expected)
            fixture.time.advance(.seconds(61))
        }
        _ = try await fixture.agent.advanceDepartures()
        #expect(try await fixture.store.tenant(name) == nil)
    }
}
