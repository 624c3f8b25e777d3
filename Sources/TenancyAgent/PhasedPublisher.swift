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
    /// What the last publication waits for, and how many there were.
    private let hold = Mutex<(number: Int, value: ClusterHold?)>((0, nil))

    /// How often is looked whether the cluster has followed, should it have said nothing: each look asks the remote.
    private static let lookPeriod = Duration.seconds(60)

    /// - Parameter proof: asks the cluster; `nil` when there is none.
    package init(
        publisher: any ManifestPublisher, phases: any ManifestPhases,
        render: @escaping @Sendable (PlanSnapshot) throws -> ManifestTree = { _ in ManifestTree() },
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

    /// Whether the cluster has let go of something that the last publication waited for, so that the next one comes further. It is said once for each publication, and
    /// asks neither the remote nor the branch.
    package func takeNews() -> Bool {
        let seen = hold.withLock { $0 }
        guard let proof, seen.value?.isOver(proof, phases) == true else { return false }
        hold.withLock { if $0.number == seen.number { $0.value = nil } }
        return true
    }

    /// Publishes what of the plan the cluster can take next.
    ///
    /// - Returns: the report, and by tenant what the rest waits for.
    /// - Throws: what keeps it from being published.
    package func publish(
        _ snapshot: PlanSnapshot, message: CommitMessage, takingOver: Bool = false
    ) async throws -> (report: PublishReport, waits: [String: String]) {
        let source = PhasedSource(
            tree: try render(snapshot), snapshot: snapshot,
            withholding: { [render] _, held in
                let less = snapshot.withholding(Self.byTenant(held))
                return (try render(less), less)
            })
        return try await publish(source, message: message, options: PublishOptions(takingOver: takingOver))
    }

    /// Takes note of when the last commit was made: before a phase's delay, and nothing that it let go of is still to be waited for.
    func noteLastCommit(at time: Timestamp) {
        // Git cuts the time to the second.
        guard time + delay() + .seconds(1) <= now() else { return }
        memory.withLock { $0.noteCalm() }
    }

    /// Publishes what of a source the cluster can take next.
    ///
    /// - Returns: the report, and by tenant what the rest waits for.
    /// - Throws: what keeps it from being published.
    package func publish(
        _ source: PhasedSource, message: CommitMessage, options: PublishOptions
    ) async throws -> (report: PublishReport, waits: [String: String]) {
        let round = Round(
            source: source, time: now(), delay: delay(), view: proof?.view(), memory: memory.withLock { $0 })
        let plan = Mutex(Outcome())
        let report = try await publisher.publish(source.tree, message: message, options: options) {
            [self] desired, difference in
            let part = try source.selecting(desired, difference)
            var next = try self.outcome(part, round)
            next.asked = next.held.keys.filter { address in
                next.leaving[address].map { next.step.tree[$0] != part.difference.published[$0] } ?? true
            }
            plan.withLock { $0 = next }
            return next.step.tree
        }
        let outcome = plan.withLock { $0 }
        guard !options.isTrial else { return (report, outcome.waits) }
        let isProposed = report.proposal != nil
        hold.withLock {
            $0.number += 1
            $0.value = outcome.snapshot.map {
                ClusterHold($0, outcome.step, outcome.asked, isProposed: isProposed)
            }
        }
        memory.withLock {
            $0.note(outcome.step, isProposed: isProposed, at: round.time)
            $0.note(leaving: outcome.leaving, held: outcome.held, free: outcome.free, at: round.time)
        }
        return (report, outcome.waits)
    }

    /// What a round is decided by.
    private struct Round: Sendable {
        let source: PhasedSource
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
        /// What the tree was rendered from.
        var snapshot: PlanSnapshot?
        /// Of the addresses that are not given yet those that no published object has any more: only the cluster does.
        var asked: [IPAddress] = []
    }

    private func outcome(_ part: PhasedSource.Part, _ round: Round) throws -> Outcome {
        var outcome = Outcome()
        let difference = part.difference
        let plan = try withhold(part, round, &outcome)
        outcome.snapshot = plan.snapshot
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
    private func reason(_ tenant: String, before phase: Int, _ snapshot: PlanSnapshot?, _ round: Round) -> String? {
        guard let mark = round.memory.mark(of: tenant, phase: phase, at: round.time) else { return nil }
        if let proof, let snapshot {
            return proof.obstacle(to: phase, of: tenant, snapshot, in: round.view ?? ClusterView(), phases)
        }
        let due = mark + round.delay
        return due <= round.time ? nil : Self.text(due)
    }

    /// The tree without the addresses that other objects still have.
    private func withhold(
        _ part: PhasedSource.Part, _ round: Round, _ outcome: inout Outcome
    ) throws -> (tree: ManifestTree, snapshot: PlanSnapshot?) {
        let (desired, difference) = (part.tree, part.difference)
        let leaving = phases.leaving(desired, difference)
        outcome.leaving = leaving
        // Who restarts does not know what was let go of before. Where nothing is published yet, nothing was.
        let isUnknown = round.memory.isNew && !difference.added.contains("tenants/kustomization.yaml")
        guard isUnknown || !leaving.isEmpty || !round.memory.left.isEmpty || !part.occupied.isEmpty else {
            return (desired, round.source.snapshot)
        }
        let live = proof.map { $0.holders(in: round.view ?? ClusterView()) }
        /// Why an address cannot be given; `nil` when nobody has it.
        func obstacle(_ address: IPAddress, since: Timestamp) -> String? {
            if let live { return live.obstacle(address) }
            return since + round.delay <= round.time ? nil : Self.text(since + round.delay)
        }
        // Of several that a tenant waits for the lowest is named.
        for (address, path) in phases.arriving(desired, difference).sorted(by: { $0.key > $1.key }) {
            let left = round.memory.left[address]
            let why: String?
            if let place = leaving[address], place != path {
                why = "\(address) leaves \(place) first"
            } else if let place = part.occupied[address] {
                why = "\(address) is still in \(place), which has to be promoted first"
            } else if let left, left.path != path {
                why = obstacle(address, since: left.at)
            } else {
                why = left == nil && isUnknown ? obstacle(address, since: round.time) : nil
            }
            guard let why, let tenant = Self.tenant(path) else { continue }
            outcome.held[address] = path
            outcome.waits[tenant.description] = why
        }
        outcome.free = round.memory.left.filter {
            leaving[$0.key] == nil && outcome.held[$0.key] == nil && obstacle($0.key, since: $0.value.at) == nil
        }.map(\.key)
        guard !outcome.held.isEmpty else { return (desired, round.source.snapshot) }
        return try round.source.withholding(part, outcome.held)
    }

    /// The tenant whose folder a path is in.
    private static func tenant(_ path: String) -> TenantName? {
        let parts = path.split(separator: "/")
        return parts.count == 3 ? try? TenantName(String(parts[1])) : nil
    }

    private static func byTenant(_ held: [IPAddress: String]) -> [TenantName: Set<IPAddress>] {
        var withheld: [TenantName: Set<IPAddress>] = [:]
        for (address, path) in held {
            if let tenant = tenant(path) { withheld[tenant, default: []].insert(address) }
        }
        return withheld
    }
}
