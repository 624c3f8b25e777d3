// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import TenancyCore

/// Publishes the plan so that the cluster can follow: what leaves goes in phases, and an address comes to its next object when the one before has let go of it.
///
/// A phase begins when the one before is proved to be over by the cluster; where there is none, after a delay. Where a tenant is stands in the branch; since when, this
/// process remembers: after a restart what is under way begins its delay anew.
package final class PhasedPublisher: Sendable {
    package let publisher: any ManifestPublisher
    private let render: @Sendable (PlanSnapshot) throws -> ManifestTree
    private let phases: any ManifestPhases
    /// How long a phase lasts where no cluster can be asked.
    private let delay: @Sendable () -> Duration
    private let proof: ClusterProof?
    private let now: @Sendable () -> Timestamp
    private let memory = Mutex(PhaseMemory())

    /// How often is looked whether the cluster has followed.
    private static let lookPeriod = Duration.seconds(5)

    /// - Parameter proof: asks the cluster; `nil` when there is none.
    package init(
        publisher: any ManifestPublisher, phases: any ManifestPhases,
        render: @escaping @Sendable (PlanSnapshot) throws -> ManifestTree,
        delay: @escaping @Sendable () -> Duration = { .zero }, proof: ClusterProof? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.publisher = publisher
        self.phases = phases
        self.render = render
        self.delay = delay
        self.proof = proof
        self.now = now
    }

    /// When to look again, because something is under way.
    package var rest: Duration? {
        let times = memory.withLock { $0.since }
        guard let first = times.min() else { return nil }
        guard proof == nil else { return Self.lookPeriod }
        return max(.seconds(1), .microseconds((first + delay()).microseconds - now().microseconds))
    }

    /// Publishes what of the plan the cluster can take next.
    ///
    /// - Returns: the report, and by tenant what the rest waits for.
    /// - Throws: what keeps it from being published.
    package func publish(
        _ snapshot: PlanSnapshot, message: CommitMessage, takingOver: Bool = false
    ) async throws -> (report: PublishReport, waits: [String: String]) {
        let round = Round(
            snapshot: snapshot, time: now(), delay: delay(), view: proof?.view(), memory: memory.withLock { $0 })
        let plan = Mutex(Outcome())
        let report = try await publisher.publish(
            try render(snapshot), message: message, takingOver: takingOver
        ) { [self] desired, difference in
            let next = try self.outcome(desired, difference, round)
            plan.withLock { $0 = next }
            return next.step.tree
        }
        let outcome = plan.withLock { $0 }
        memory.withLock {
            $0.note(outcome.step, isProposed: report.proposal != nil, at: round.time)
            $0.note(leaving: outcome.leaving, held: outcome.held, free: outcome.free, at: round.time)
        }
        return (report, outcome.waits)
    }

    /// What a round is decided by.
    private struct Round: Sendable {
        let snapshot: PlanSnapshot
        let time: Timestamp
        let delay: Duration
        let view: ClusterView?
        let memory: PhaseMemory
    }

    /// What a round comes to.
    private struct Outcome: Sendable {
        var step = PhaseStep(tree: ManifestTree())
        var leaving: [IPAddress: String] = [:]
        /// The addresses that are not given yet, with the path of their object.
        var held: [IPAddress: String] = [:]
        /// The addresses that were remembered and that nobody has any more.
        var free: [IPAddress] = []
        var waits: [String: String] = [:]
    }

    private func outcome(_ desired: ManifestTree, _ difference: TreeDifference, _ round: Round) throws -> Outcome {
        var outcome = Outcome()
        let plan = try withhold(desired, difference, round, &outcome)
        guard round.delay > .zero || proof != nil else {
            outcome.step = PhaseStep(tree: plan.tree)
            return outcome
        }
        var reasons: [String: String] = [:]
        outcome.step = phases.step(to: plan.tree, difference) { tenant, phase in
            let reason = reason(tenant, before: phase, plan.snapshot, round)
            reasons[tenant] = reason
            return reason == nil
        }
        let next = proof == nil ? Self.text(round.time + round.delay) : "the cluster has to follow first"
        for tenant in outcome.step.waiting.keys { outcome.waits[tenant] = reasons[tenant] ?? next }
        return outcome
    }

    private static func text(_ time: Timestamp) -> String { "the next revision comes at \(time)" }

    /// Why a phase may not begin; `nil` when it may.
    private func reason(_ tenant: String, before phase: Int, _ snapshot: PlanSnapshot, _ round: Round) -> String? {
        guard let mark = round.memory.mark(of: tenant, phase: phase, at: round.time) else { return nil }
        if let proof {
            return proof.obstacle(to: phase, of: tenant, snapshot, in: round.view ?? ClusterView(), phases)
        }
        let due = mark + round.delay
        return due <= round.time ? nil : Self.text(due)
    }

    /// The tree without the addresses that other objects still have.
    private func withhold(
        _ desired: ManifestTree, _ difference: TreeDifference, _ round: Round, _ outcome: inout Outcome
    ) throws -> (tree: ManifestTree, snapshot: PlanSnapshot) {
        let leaving = phases.leaving(desired, difference)
        outcome.leaving = leaving
        // Who restarts does not know what was let go of before. Where nothing is published yet, nothing was.
        let isUnknown = round.memory.isNew && !difference.added.contains("tenants/kustomization.yaml")
        guard isUnknown || !leaving.isEmpty || !round.memory.left.isEmpty else { return (desired, round.snapshot) }
        let live = proof.map { $0.holders(in: round.view ?? ClusterView()) }
        /// Why an address cannot be given; `nil` when nobody has it.
        func obstacle(_ address: IPAddress, since: Timestamp) -> String? {
            if let live { return live.obstacle(address) }
            return since + round.delay <= round.time ? nil : Self.text(since + round.delay)
        }
        var withheld: [TenantName: Set<IPAddress>] = [:]
        // Of several that a tenant waits for the lowest is named.
        for (address, path) in phases.arriving(desired, difference).sorted(by: { $0.key > $1.key }) {
            let left = round.memory.left[address]
            let why: String?
            if let place = leaving[address], place != path {
                why = "\(address) leaves \(place) first"
            } else if let left, left.path != path {
                why = obstacle(address, since: left.at)
            } else {
                why = left == nil && isUnknown ? obstacle(address, since: round.time) : nil
            }
            let parts = path.split(separator: "/")
            guard let why, parts.count == 3, let tenant = try? TenantName(String(parts[1])) else { continue }
            outcome.held[address] = path
            outcome.waits[tenant.description] = why
            withheld[tenant, default: []].insert(address)
        }
        outcome.free = round.memory.left.filter {
            leaving[$0.key] == nil && outcome.held[$0.key] == nil && obstacle($0.key, since: $0.value.at) == nil
        }.map(\.key)
        guard !withheld.isEmpty else { return (desired, round.snapshot) }
        let snapshot = round.snapshot.withholding(withheld)
        return (try render(snapshot), snapshot)
    }
}
