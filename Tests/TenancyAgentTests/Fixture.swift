// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyManifests
import TenancyStore
import Testing

/// A kernel that keeps what it was told and fails when it is told to.
final class RecordingKernel: KernelProgrammer {
    struct State {
        var applied: [KernelState] = []
        var failures: [KernelReport.Failure] = []
        var differences: [KernelDifference] = []
        /// Why the next writes are due, and what they are when the desired state is not new.
        var cause = KernelReport.Cause.plan
        var repairs: [String] = []
    }
    let state = Mutex(State())

    func apply(_ desired: KernelState) async -> KernelReport {
        state.withLock { state in
            let isNew = state.applied.last?.networks != desired.networks
            state.applied.append(desired)
            let changes = isNew ? desired.networks.map { "ip link add \($0.vrf.name) type vrf" } : state.repairs
            return KernelReport(
                revision: desired.revision, changes: changes, failures: state.failures, cause: state.cause)
        }
    }

    func differences(from desired: KernelState) async -> [KernelDifference] {
        state.withLock { $0.differences }
    }

    func watch(_ look: @escaping @Sendable () -> Void) async {}

    func removeAll() async -> KernelReport { KernelReport(revision: 0, changes: [], failures: []) }

    func fail(_ failures: [KernelReport.Failure]) { state.withLock { $0.failures = failures } }
}

/// A repository in memory.
final class RecordingPublisher: ManifestPublisher {
    struct State {
        var commits: [(tree: ManifestTree, message: CommitMessage)] = []
        /// What is merged.
        var base = ManifestTree()
        var error: TenancyError?
        var foreign: [String] = []
        var proposal: String?
    }
    let state = Mutex(State())

    func publish(
        _ tree: ManifestTree, message: CommitMessage, options: PublishOptions,
        adjusting: @escaping @Sendable (ManifestTree, TreeDifference) throws -> ManifestTree
    ) async throws -> PublishReport {
        let base = state.withLock { $0.base }
        let paths = tree.paths(changedSince: base)
        let difference = TreeDifference(
            published: Dictionary(uniqueKeysWithValues: paths.compactMap { path in base[path].map { (path, $0) } }),
            added: Set(paths.filter { base[$0] == nil }))
        var adjusted = try adjusting(tree, difference)
        if let scope = options.scope {
            for path in Set(adjusted.paths).union(base.paths) where !scope(path) { adjusted[path] = base[path] }
        }
        let tree = adjusted
        return try state.withLock { state in
            if let error = state.error { throw error }
            guard options.takingOver || state.foreign.isEmpty else {
                throw TenancyError(.internal, "somebody else wrote \(state.foreign)")
            }
            if options.isTrial {
                return PublishReport(commit: "", changed: tree.paths(changedSince: base), pushed: nil)
            }
            let isNew = state.commits.last?.tree != tree || !state.foreign.isEmpty
            if isNew { state.commits.append((tree, message)) }
            var report = PublishReport(
                commit: "c\(state.commits.count)", changed: isNew ? tree.paths : [], pushed: nil)
            report.takenOver = state.foreign
            report.proposal = state.proposal
            state.foreign = []
            if state.proposal == nil { state.base = tree }
            return report
        }
    }

    func published() async throws -> PublishedTree {
        state.withLock { state in
            let revision = state.commits.last?.message.trailers.first { $0.name == "Tenancy-Revision" }?.value
            return PublishedTree(
                tree: state.base, foreign: state.foreign,
                commit: state.commits.isEmpty ? nil : "c\(state.commits.count)",
                revision: revision.flatMap { Int64($0) },
                time: state.commits.last?.message.time)
        }
    }

    func foreignPaths(beside tree: ManifestTree) async throws -> [String] { state.withLock { $0.foreign } }

    /// Merges what was proposed.
    func merge() { state.withLock { $0.base = $0.commits.last?.tree ?? ManifestTree() } }

    func tidy() async {}

    func fail(_ error: TenancyError?) { state.withLock { $0.error = error } }
}

/// A node whose addresses a test sets.
final class FixedAddresses: NodeAddresses {
    let addresses = Mutex<[NodeAddress]>([])
    func nodeAddresses() async throws -> [NodeAddress] { addresses.withLock { $0 } }
}

/// A wall clock that a test moves.
final class Time: Sendable {
    let now = Mutex(Timestamp(microseconds: 1_800_000_000_000_000))
    func advance(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
}

/// The agent over a real store in a folder of its own, with the outside recorded and a clock that stands.
final class Fixture: Sendable {
    let folder: String
    let agent: Agent
    let store: SQLiteStore
    let board = Board()
    let kernel = RecordingKernel()
    let publisher = RecordingPublisher()
    /// The second environment.
    let upper = RecordingPublisher()
    let node = FixedAddresses()
    let time = Time()
    let wakeups = [OutboxTarget.kernel: ChangeCounter(), .manifests: ChangeCounter()]
    let router: Router
    private let manifests: PhasedPublisher

    init(live: LiveSources = LiveSources(), phaseDelay: Duration = .zero, environments: [String] = []) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-agent-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let now: @Sendable () -> Timestamp = { Timestamp(microseconds: 1_800_000_000_000_000) }
        store = try await SQLiteStore.open(path: "\(folder)/tenancy.db", now: now())
        var cluster = ClusterSettings(
            ovnRelease: .release13, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512, routerID: nil,
            l2Interfaces: [try InterfaceName("br-ex")], anchor: try Prefix(parsing: "192.0.2.255/32"))
        cluster.gitOps.phaseDelay = phaseDelay
        cluster.gitOps.environments = try environments.map {
            GitOpsEnvironment(name: try EnvironmentName($0), branch: "main", folder: "clusters/\($0)")
        }
        let settings = AgentSettings(
            plan: PlanSettings(defaultUplink: try InterfaceName("eno1"), defaultPeerASN: 64_513), cluster: cluster)
        agent = Agent(
            store: store, board: board, settings: settings, nodeAddresses: node, wakeups: wakeups,
            clock: ContinuousClock(), now: { [time] in time.now.withLock { $0 } },
            render: { ManifestRenderer(settings: $1).render($0) }, kernel: kernel,
            publishing: (publisher: publisher, phases: Phases()),
            environments: Dictionary(
                uniqueKeysWithValues: cluster.gitOps.environments.dropFirst().map { [upper] in ($0.name, upper) }),
            live: live)
        manifests = try #require(agent.manifests)
        router = Router(agent)
        try await agent.ensurePools([
            PoolRequest(name: try PoolName("tables"), kind: .table, range: try Extent(parsingNumbers: "256-999")),
            PoolRequest(name: try PoolName("vlans"), kind: .vlan, range: try Extent(parsingNumbers: "100-199")),
        ])
        for (name, kind, cidr) in [
            ("tenants", "private", "10.0.0.0/12"), ("links", "transit", "198.51.100.0/24"),
            ("public", "public", "203.0.113.0/24"),
        ] {
            let body = #"{"metadata":{"name":"\#(name)"},"spec":{"kind":"\#(kind)","cidr":"\#(cidr)"}}"#
            let answer = await call("POST", "/v1/pools", body)
            try #require(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Sends a request as root, or as somebody else.
    func call(
        _ method: String, _ target: String, _ body: String = "", headers: [String: String] = [:],
        as access: APIRequest.Caller.Access = .write
    ) async -> APIResponse {
        let parts = target.split(separator: "?", maxSplits: 1)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let pair = pair.split(separator: "=", maxSplits: 1)
            return (name: String(pair[0]), value: pair.count > 1 ? String(pair[1]) : "")
        }
        let caller = APIRequest.Caller(name: access == .write ? "root" : "uid:1000", access: access)
        return await router.respond(
            to: APIRequest(
                method: method, path: String(parts[0]), query: query, headers: headers, body: Array(body.utf8),
                caller: caller, id: "r1"))
    }

    /// Creates a tenant and returns the change.
    @discardableResult
    func create(_ name: String, _ spec: String = #"{"connectivity":"host-vrf"}"#, query: String = "") async throws
        -> ChangeObject
    {
        let answer = await call("POST", "/v1/tenants\(query)", #"{"metadata":{"name":"\#(name)"},"spec":\#(spec)}"#)
        try #require(answer.status == (query.isEmpty ? 201 : 200), "\(String(decoding: answer.body, as: UTF8.self))")
        return try JSON.decode(ChangeObject.self, from: answer.body)
    }

    func executor(_ target: OutboxTarget) -> Executor {
        let now: @Sendable () -> Timestamp = { Timestamp(microseconds: 1_800_000_000_000_000) }
        let work: any ExecutorWork =
            switch target {
            case .kernel: KernelWork(kernel: kernel, state: agent.kernelState, now: now)
            case .manifests:
                ManifestWork(store: store, publisher: manifests, now: now)
            }
        return Executor(
            work, store: store, board: board, wakeups: wakeups[target] ?? ChangeCounter(), clock: ContinuousClock(),
            report: { _, _, _ in })
    }
}

extension APIResponse {
    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(type, from: body)
    }
    var problem: Problem? { try? decoded() }
    var text: String { String(decoding: body, as: UTF8.self) }
}
