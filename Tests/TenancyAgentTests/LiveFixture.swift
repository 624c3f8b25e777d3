// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyStore
import TenancyManifests
@testable import TenancyCluster

/// What lives in a kernel that a test sets.
final class FixedOccupancy: KernelOccupancy {
    let found = Mutex<[Blocker]>([])
    /// What nobody else has, as it was told last.
    let own = Mutex<[Prefix]>([])
    func occupants(of tenant: Tenant, own: [Prefix]) async throws -> [Blocker] {
        self.own.withLock { $0 = own }
        return found.withLock { $0 }
    }
    func examine() async -> [Finding] { [Finding("kernel", .ok, "nothing is in the way")] }
}

/// The agent with a cluster behind a scripted API server; a test plays Argo CD and the components.
final class LiveFixture: Sendable {
    let api: ScriptedAPI
    let cluster: KubernetesCluster
    let occupancy = FixedOccupancy()
    let base: Fixture
    private let folder: String
    private let task = Mutex<Task<Void, Never>?>(nil)
    /// Every object that was ever put into the cluster.
    let shapes = Mutex<[Shape]>([])
    /// What was applied last, by identity.
    private let applied = Mutex<Set<ObjectIdentity>>([])

    init(more paths: [String] = []) async throws {
        api = ScriptedAPI(WatchedResource.all.map(\.path) + paths)
        folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-live-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("t".utf8).write(to: URL(filePath: "\(folder)/token"))
        try Data(api.authority.pem).write(to: URL(filePath: "\(folder)/ca.crt"))
        cluster = try KubernetesCluster(
            .serviceAccount(folder, server: api.url), now: { Timestamp(microseconds: 1_800_000_000_000_000) })
        base = try await Fixture(
            live: LiveSources(
                cluster: cluster, kernel: occupancy, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        put(.configurationState, "metallb-system", "speaker", #"{"result":"Valid"}"#)
        put(.frrNodeState, nil, "node0", #"{"lastConversionResult":"success","lastReloadResult":"success"}"#)
        let agent = base.agent
        task.withLock { $0 = Task { await agent.follow() } }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func stop() async {
        api.stop()
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }

    /// What the daemon's executors would do.
    func work() async {
        _ = await base.executor(.manifests).round()
        _ = await base.executor(.kernel).round()
    }

    /// An object as the cluster has it.
    struct Shape: Hashable {
        let kind: ObjectKind
        let namespace: String?
        let name: String
        let spec: String
        let status: String
    }

    /// What is not rendered has a `spec` of somebody else's.
    private static let specs: [ObjectKind: String] = [
        .service:
            #"{"type":"LoadBalancer","selector":{"app":"web"},"ports":[{"port":443,"protocol":"TCP","targetPort":8443}]}"#,
        .application:
            #"{"project":"default","destination":{"name":"in-cluster"},"source":{"repoURL":"https://git.example.com/t.git","path":"tenants/acme"}}"#,
    ]

    static func path(_ kind: ObjectKind) -> String { WatchedResource.all.first { $0.kind == kind }?.path ?? "" }

    /// Puts an object with a status into the cluster.
    func put(
        _ kind: ObjectKind, _ namespace: String?, _ name: String, _ status: String, spec: String? = nil,
        digest: String? = nil, tenant: String = "acme"
    ) {
        let spec = spec ?? Self.specs[kind] ?? "{}"
        shapes.withLock { $0.append(Shape(kind: kind, namespace: namespace, name: name, spec: spec, status: status)) }
        let place = namespace.map { ",\"namespace\":\"\($0)\"" } ?? ""
        let marks =
            digest.map {
                ",\"annotations\":{\"tenancy.dev/digest\":\"sha256:\($0)\",\"tenancy.dev/tenant\":\"\(tenant)\"}"
            } ?? ""
        api.put(
            Self.path(kind), (namespace.map { "\($0)/" } ?? "") + name,
            #"{"metadata":{"name":"\#(name)"\#(place)\#(marks)},"spec":\#(spec),"status":\#(status)}"#)
    }

    func remove(_ kind: ObjectKind, _ namespace: String?, _ name: String) {
        api.remove(Self.path(kind), (namespace.map { "\($0)/" } ?? "") + name)
    }

    /// Applies what is wanted for a tenant as Argo CD does, with components that agree, and prunes the rest.
    ///
    /// - Parameter skipped: What does not arrive.
    func apply(_ name: String, except skipped: ObjectKind? = nil) async throws {
        let tenant = try await base.store.tenant(try TenantName(name))
        let settings = base.agent.settings.cluster
        let wanted = tenant.map { ManifestRenderer(settings: settings).wanted($0) } ?? []
        for object in wanted where object.identity.kind != skipped {
            let identity = object.identity
            put(
                identity.kind, identity.namespace, identity.name, Self.healthy[identity.kind] ?? "{}",
                digest: object.digest, tenant: name)
        }
        let now = Set(wanted.map(\.identity))
        let gone = applied.withLock { applied in
            defer { applied = now }
            return applied.subtracting(now)
        }
        for identity in gone { remove(identity.kind, identity.namespace, identity.name) }
    }

    static let healthy: [ObjectKind: String] = [
        .clusterUserDefinedNetwork: condition("NetworkCreated", "True"),
        .routeAdvertisements: condition("Accepted", "True"),
    ]

    static func condition(_ type: String, _ status: String, _ reason: String = "Done", _ message: String = "") -> String
    {
        #"{"conditions":[{"type":"\#(type)","status":"\#(status)","reason":"\#(reason)","message":"\#(message)","lastTransitionTime":"2026-11-21T04:05:06Z"}]}"#
    }

    func session(_ state: String) {
        put(
            .bgpSessionState, "frr-k8s-system", "node0-acme",
            #"{"node":"node0","vrf":"acme-g1","peer":"198.51.100.0","bgpStatus":"\#(state)","bfdStatus":"N/A"}"#)
    }

    private func check(_ end: ContinuousClock.Instant, _ what: String = "") throws {
        guard ContinuousClock.now < end else { throw TenancyError(.internal, "not reached within a minute: \(what)") }
    }

    /// Waits until the chain of a tenant is as a test expects it, for a minute at most.
    func chain(of name: String, where isReached: (ChainObject) -> Bool) async throws -> ChainObject {
        var seen = ""
        var last: ChainObject?
        let end = ContinuousClock.now + .seconds(60)
        while true {
            try check(end, last.map { "\($0.links)" } ?? "")
            let answer = await base.call("GET", "/v1/tenants/\(name)/status?beyond=\(seen)&timeout=30")
            let status: StatusObject = try answer.decoded()
            guard let chain = status.chain else { throw TenancyError(.internal, "there is no chain") }
            if isReached(chain) { return chain }
            last = chain
            seen = chain.mark
        }
    }

    /// Waits until the cluster is known as a test expects it, for a minute at most.
    func waits(until isReached: (ClusterView) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let seen = base.board.rounds.value
            if isReached(cluster.view()) { return }
            try check(end)
            await base.board.rounds.wait(beyond: seen, atMost: .seconds(60), clock: ContinuousClock())
        }
    }
}
