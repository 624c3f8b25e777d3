// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Publishes the plan's manifests.
package struct ManifestWork: ExecutorWork {
    package let target = OutboxTarget.manifests
    /// A branch that others write to, too, is looked at from time to time: what we proposed may have been merged, and what we published may
    /// have been changed. Elsewhere that is found with the next change.
    package var period: Duration? {
        let soon = steps.all.values.min().map { next in
            max(Duration.seconds(1), Duration.microseconds(next.microseconds - now().microseconds))
        }
        return [audit, soon].compactMap(\.self).min()
    }

    private let store: any PlanStore
    private let publisher: any ManifestPublisher
    private let render: @Sendable (PlanSnapshot) throws -> ManifestTree
    private let now: @Sendable () -> Timestamp
    private let audit: Duration?
    private let withdrawal: Withdrawal?
    /// When a tenant that is gone may go a step further. A restart begins a delay anew: that is the longer one.
    private let steps = DueTimes()

    /// How tenants that are gone are taken out step by step, and how long each step stays.
    package typealias Withdrawal = (
        delay: @Sendable () -> Duration,
        step: @Sendable (ManifestTree, [String: [String: [UInt8]]], (String) -> Bool) -> WithdrawalStep
    )

    /// - Parameters:
    ///   - isShared: whether others write to the branch as a matter of course.
    ///   - withdrawal: nil when all of a tenant goes at once.
    package init(
        store: any PlanStore, publisher: any ManifestPublisher, isShared: Bool = false,
        render: @escaping @Sendable (PlanSnapshot) throws -> ManifestTree, withdrawal: Withdrawal? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.publisher = publisher
        self.withdrawal = withdrawal
        audit = isShared ? .seconds(60) : nil
        self.render = render
        self.now = now
    }

    package func perform(
        _ snapshot: PlanSnapshot, backlog: Backlog
    ) async -> (round: Board.Round, results: [OutboxResult]) {
        do {
            let step = try await step(to: try render(snapshot), snapshot, backlog)
            let tree = step.tree
            let message = try await message(for: snapshot, since: backlog.applied)
            let report = try await publisher.publish(tree, message: message)
            var round = Board.Round(
                revision: snapshot.revision, at: now(), changes: report.changed, commit: report.commit)
            round.notice = report.rewritten.map {
                "somebody took commit \($0) off the branch; what it had is there again"
            }
            take(step)
            if !step.waiting.isEmpty {
                round.notice = "taken out of the cluster step by step: \(step.waiting.joined(separator: ", "))"
            }
            return (
                round,
                backlog.items.filter { !step.waiting.contains($0.object) }.map { Self.result($0, report) }
            )
        } catch {
            let failure =
                error as? TenancyError ?? TenancyError(.internal, "cannot publish the manifests", cause: "\(error)")
            let round = Board.Round(revision: snapshot.revision, at: now(), changes: [], error: failure)
            let results = backlog.items.filter(\.isPending).map {
                OutboxResult(object: $0.object, error: failure.description, hint: failure.hint)
            }
            return (round, results)
        }
    }

    package func tidy() async { await publisher.tidy() }

    /// The tree that is published next: of a tenant that is gone, what has to stay until more of it has left the cluster.
    private func step(
        to tree: ManifestTree, _ snapshot: PlanSnapshot, _ backlog: Backlog
    ) async throws -> WithdrawalStep {
        let open = Set(backlog.items.filter(\.isPending).map(\.object))
        let gone = open.subtracting(open.isEmpty ? [] : snapshot.tenants.map(\.name.description)).sorted()
        guard let withdrawal, withdrawal.delay() > .zero, !gone.isEmpty else {
            return WithdrawalStep(tree: tree, waiting: [], stepped: [])
        }
        let (time, steps) = (now(), steps.all)
        return withdrawal.step(tree, try await publisher.published(of: gone)) { name in
            steps[name].map { $0 <= time } ?? true
        }
    }

    /// Notes when the next step of each tenant is due.
    private func take(_ step: WithdrawalStep) {
        let next = now() + (withdrawal?.delay() ?? .zero)
        steps.set(next, for: step.stepped, keeping: step.waiting)
    }

    private static func result(_ item: OutboxItem, _ report: PublishReport) -> OutboxResult {
        var result = OutboxResult(object: item.object, error: nil, hint: nil)
        if item.isPending {
            result.proposed = report.proposal.map {
                "commit \(report.commit.prefix(12)) on branch \($0) is not merged yet"
            }
        }
        return result
    }

    /// The commit message: the change itself when there is one since the last publication, else how many there are.
    private func message(for snapshot: PlanSnapshot, since: Int64) async throws -> CommitMessage {
        let entries = try await store.journal(before: snapshot.revision + 1, limit: 100)
            .filter { $0.revision > since && Self.isShown($0) }
        let subject =
            switch entries.count {
            case 0: "publish revision \(snapshot.revision)"
            case 1: "\(entries[0].verb.split(separator: ".").reversed().joined(separator: " ")) \(entries[0].object)"
            default: "\(entries.count) changes up to revision \(snapshot.revision)"
            }
        let newest = try await store.journal(before: snapshot.revision + 1, limit: 1).first
        var trailers = [CommitMessage.Trailer("Tenancy-Revision", "\(snapshot.revision)")]
        trailers += Set(entries.map(\.actor)).sorted().map { .init("Tenancy-Actor", $0) }
        trailers += Set(entries.map(\.reason)).subtracting([""]).sorted().map { .init("Tenancy-Reason", $0) }
        return CommitMessage(
            subject: subject, trailers: trailers, time: newest?.at ?? Timestamp(microseconds: 0))
    }

    /// Whether a change may concern the manifests.
    private static func isShown(_ entry: JournalEntry) -> Bool {
        ["tenant.", "network.", "leak.", "address.", "plan.", "revision."].contains { entry.verb.hasPrefix($0) }
    }
}
