// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Publishes the plan's manifests.
package struct ManifestWork: ExecutorWork {
    package let target = OutboxTarget.manifests
    /// Nobody but us and the remote's other writers changes the branch; those are found when the next change is published.
    package let period: Duration? = nil

    private let store: any PlanStore
    private let publisher: any ManifestPublisher
    private let render: @Sendable (PlanSnapshot) throws -> ManifestTree
    private let now: @Sendable () -> Timestamp

    package init(
        store: any PlanStore, publisher: any ManifestPublisher,
        render: @escaping @Sendable (PlanSnapshot) throws -> ManifestTree, now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.publisher = publisher
        self.render = render
        self.now = now
    }

    package func perform(
        _ snapshot: PlanSnapshot, outbox: [OutboxItem]
    ) async -> (round: Board.Round, results: [OutboxResult]) {
        do {
            let tree = try render(snapshot)
            let message = try await message(for: snapshot, since: outbox.map(\.appliedRevision).max() ?? 0)
            let report = try await publisher.publish(tree, message: message)
            let round = Board.Round(
                revision: snapshot.revision, at: now(), changes: report.changed, commit: report.commit)
            return (round, outbox.map { OutboxResult(object: $0.object, error: nil, hint: nil) })
        } catch {
            let failure =
                error as? TenancyError ?? TenancyError(.internal, "cannot publish the manifests", cause: "\(error)")
            let round = Board.Round(revision: snapshot.revision, at: now(), changes: [], error: failure)
            let results = outbox.filter(\.isPending).map {
                OutboxResult(object: $0.object, error: failure.description, hint: failure.hint)
            }
            return (round, results)
        }
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
