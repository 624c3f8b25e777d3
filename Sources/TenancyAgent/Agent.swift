// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
package import TenancyCore

/// The use cases. Everything that the API can do is a method here; none holds state between calls but the settings.
package final class Agent: Sendable {
    let store: any PlanStore
    let board: Board
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    /// The manifests of a plan, for dry runs.
    let render: @Sendable (PlanSnapshot, ClusterSettings) throws -> ManifestTree
    let nodeAddresses: any NodeAddresses
    let checks: [any HealthCheck]
    let kernel: (any KernelProgrammer)?
    /// What publishes the manifests; `nil` where none are.
    package let manifests: PhasedPublisher?
    /// What publishes to the environments behind the first, by name.
    let promotions: [EnvironmentName: PhasedPublisher]
    let phases: (any ManifestPhases)?
    private let currentSettings: CurrentSettings
    let live: LiveSources
    let wakeups: [OutboxTarget: ChangeCounter]

    /// - Parameters:
    ///   - nodeAddresses: Read before each change that could take one of them.
    ///   - wakeups: By executor, what is advanced when there is work for it.
    ///   - now: The wall clock.
    ///   - render: The manifests of a plan, for dry runs.
    ///   - kernel: What `drift` asks; nil where no kernel is programmed.
    ///   - publishing: Where manifests are published, and how the cluster is led there; nil where none are.
    ///   - environments: Where the environments behind the first are published, by name.
    ///   - live: Where is looked for what is live.
    ///   - checks: What `doctor` looks at besides the store.
    package init(
        store: any PlanStore, board: Board, settings: AgentSettings, nodeAddresses: any NodeAddresses,
        wakeups: [OutboxTarget: ChangeCounter],
        clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp,
        render: @escaping @Sendable (PlanSnapshot, ClusterSettings) throws -> ManifestTree = { _, _ in ManifestTree() },
        kernel: (any KernelProgrammer)? = nil,
        publishing: (publisher: any ManifestPublisher, phases: any ManifestPhases)? = nil,
        environments: [EnvironmentName: any ManifestPublisher] = [:], live: LiveSources = LiveSources(),
        checks: [any HealthCheck] = []
    ) {
        self.kernel = kernel
        self.live = live
        self.store = store
        self.board = board
        self.clock = clock
        self.now = now
        self.render = render
        self.nodeAddresses = nodeAddresses
        self.checks = checks
        let current = CurrentSettings(settings)
        currentSettings = current
        manifests = publishing.map { publishing in
            PhasedPublisher(
                publisher: publishing.publisher, phases: publishing.phases,
                render: { try render($0, current.value.cluster) },
                delay: { current.value.cluster.gitOps.phaseDelay },
                proof: live.cluster.map { cluster in
                    ClusterProof(view: { cluster.view() }, wanted: { live.wanted($0, $1, current.value.cluster) })
                }, now: now)
        }
        phases = publishing?.phases
        // Their clusters are not read here, so that time alone says when the next phase may come.
        promotions = environments.compactMapValues { publisher in
            publishing.map { publishing in
                PhasedPublisher(
                    publisher: publisher, phases: publishing.phases, delay: { current.value.cluster.gitOps.phaseDelay },
                    now: now)
            }
        }
        self.wakeups = wakeups
    }

    /// The settings in force.
    package var settings: AgentSettings { currentSettings.value }

    /// What the kernel has to hold for a plan, with the settings in force.
    @Sendable package func kernelState(_ snapshot: PlanSnapshot) -> KernelState {
        KernelState(snapshot, uplinkMTU: settings.uplinkMTU)
    }

    /// Puts new settings in force and has the executors look at everything again.
    package func reload(_ settings: AgentSettings) {
        currentSettings.value = settings
        for wakeup in wakeups.values { wakeup.advance() }
    }

    /// Makes the number pools that the configuration names and that are not there yet.
    package func ensurePools(_ requests: [PoolRequest]) async throws {
        for request in requests where try await store.pool(request.name) == nil {
            _ = try await change(
                .createPool(request),
                RequestContext(actor: "tenancyd", via: "daemon", reason: "configuration", now: now()), dryRun: false)
        }
    }

    /// Carries a command out, and wakes the executors.
    func execute(_ command: Command, _ context: RequestContext, dryRun: Bool) async throws -> Receipt {
        var plan = settings.plan
        if command.needsNodeAddresses { plan.nodeAddresses = try await nodeAddresses.nodeAddresses() }
        let receipt = try await store.execute(command, settings: plan, context: context, dryRun: dryRun)
        if !receipt.dryRun {
            if !receipt.plan.networks.isEmpty { wakeups[.kernel]?.advance() }
            if !receipt.plan.tenants.isEmpty { wakeups[.manifests]?.advance() }
        }
        return receipt
    }

    /// Carries out what is due: quarantines, reservations and drainings that have ended. Without any it writes nothing.
    package func expire() async throws {
        while let due = try await store.nextExpiry(), due <= now() {
            let context = RequestContext(actor: "tenancyd", via: "daemon", reason: "due", now: now())
            let change = try await change(.expire, context, dryRun: false)
            // A step that cannot be carried out yet must not keep the loop busy.
            guard !change.steps.isEmpty else { return }
        }
    }

    func pools() async throws -> ObjectList<PoolObject> {
        ObjectList(kind: "PoolList", items: try await store.pools().map { PoolObject($0.pool, usage: $0.usage) })
    }

    func pool(_ name: PoolName) async throws -> PoolObject {
        guard let report = try await store.report(name, now: now()) else {
            throw TenancyError(.notFound, "no pool \(name)", field: "name", hint: "tenancyctl pool list")
        }
        return PoolObject(report)
    }

    func tenants() async throws -> ObjectList<TenantObject> {
        ObjectList(kind: "TenantList", items: try await store.snapshot().tenants.map { TenantObject($0) })
    }

    func tenant(_ name: TenantName) async throws -> Tenant {
        guard let tenant = try await store.tenant(name) else {
            throw TenancyError(.notFound, "no tenant \(name)", field: "name", hint: "tenancyctl tenant list")
        }
        return tenant
    }

    func allocations(tenant: TenantName?, pool: PoolName?) async throws -> ObjectList<AllocationObject> {
        if let tenant { _ = try await self.tenant(tenant) }
        if let pool { _ = try await self.pool(pool) }
        let allocations = try await store.allocations(tenant: tenant, pool: pool)
        return ObjectList(kind: "AllocationList", items: allocations.map(AllocationObject.init))
    }

    /// The state of the whole, with the items that are not done.
    func status() async throws -> StatusObject {
        let snapshot = try await store.snapshot()
        let items = try await items(where: { $0.isPending || $0.error != nil })
        return StatusObject(
            kind: "Status", tenant: nil, revision: snapshot.revision, tenants: snapshot.tenants.count,
            executors: board.executors(), items: items, store: storeStatus())
    }

    /// Waits until a revision is done downstream.
    ///
    /// - Parameters:
    ///   - concern: What is waited for of it.
    ///   - targets: What is waited for; empty: the answer comes at once, with what is open in any.
    /// - Throws: `TenancyError` with code `wait.timed-out` that names what is open.
    func wait(
        for revision: Int64, _ concern: Concern, targets: Set<OutboxTarget>, timeout: Duration
    ) async throws -> RevisionObject {
        let current = try await store.revision()
        guard revision <= current else {
            throw TenancyError(.notFound, "no revision \(revision): the last one is \(current)", field: "revision")
        }
        let end = clock.deadline(timeout)
        while true {
            let seen = board.rounds.value
            let open = try await items { item in
                (targets.isEmpty || targets.contains(item.target))
                    && item.appliedRevision < min(item.revision, revision)
                    && concern.includes(item)
            }
            guard !targets.isEmpty, !open.isEmpty else { return RevisionObject(revision: revision, items: open) }
            let left = end.left()
            guard left > .zero, !Task.isCancelled else {
                let what = open.map { item in
                    "\(item.target) \(item.object)"
                        + (item.error.map { ": \($0)" } ?? item.proposed.map { " waits: \($0)" } ?? " is pending")
                }
                throw TenancyError(
                    .timedOut, "revision \(revision) is stored and not done yet: \(what.joined(separator: "; "))",
                    hint: open.compactMap(\.hint).first ?? "tenancyctl status")
            }
            await board.rounds.wait(beyond: seen, atMost: left, clock: clock)
        }
    }

    func items(where isWanted: (OutboxItem) -> Bool) async throws -> [StatusObject.Item] {
        try await store.outbox().filter(isWanted).map { item in
            StatusObject.Item(
                target: item.target.rawValue, object: item.object,
                state: Self.state(of: item), revision: item.revision,
                error: item.error, hint: item.hint, proposed: item.isPending ? item.proposed : nil)
        }
    }

    private static func state(of item: OutboxItem) -> String {
        if item.error != nil { return "failed" }
        guard item.isPending else { return "done" }
        return item.proposed == nil ? "pending" : "proposed"
    }
}

extension Clock where Duration == Swift.Duration {
    /// A point in the future of any clock, and how far it still is.
    func deadline(_ timeout: Duration) -> Deadline {
        let end = now.advanced(by: timeout)
        return Deadline { self.now.duration(to: end) }
    }
}

struct Deadline {
    let left: () -> Duration
}
