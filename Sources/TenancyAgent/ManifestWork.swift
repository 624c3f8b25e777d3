// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Publishes the plan's manifests.
package struct ManifestWork: ExecutorWork {
    package let target = OutboxTarget.manifests
    /// A branch that others write to, too, is looked at from time to time: what we proposed may have been merged, and what we published may
    /// have been changed. Elsewhere that is found with the next change.
    package var period: Duration? { [audit, publisher.rest].compactMap(\.self).min() }

    private let store: any PlanStore
    private let publisher: PhasedPublisher
    private let now: @Sendable () -> Timestamp
    private let audit: Duration?

    /// - Parameter isShared: whether others write to the branch as a matter of course.
    package init(
        store: any PlanStore, publisher: PhasedPublisher, isShared: Bool = false,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.publisher = publisher
        audit = isShared ? .seconds(60) : nil
        self.now = now
    }

    package func perform(
        _ snapshot: PlanSnapshot, backlog: Backlog
    ) async -> (round: Board.Round, results: [OutboxResult]) {
        do {
            let message = try await message(for: snapshot, since: backlog.applied)
            let (report, waits) = try await publisher.publish(snapshot, message: message)
            var round = Board.Round(
                revision: snapshot.revision, at: now(), changes: report.changed, commit: report.commit)
            round.notice = report.rewritten.map {
                "somebody took commit \($0) off the branch; what it had is there again"
            }
            return (round, backlog.items.map { Self.result($0, report, wait: waits[$0.object]) })
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

    package func tidy() async { await publisher.publisher.tidy() }

    private static func result(_ item: OutboxItem, _ report: PublishReport, wait: String?) -> OutboxResult {
        var result = OutboxResult(object: item.object, error: nil, hint: nil)
        if item.isPending {
            let proposed = report.proposal.map {
                "commit \(report.commit.prefix(12)) on branch \($0) is not merged yet"
            }
            result.proposed = proposed ?? wait
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
