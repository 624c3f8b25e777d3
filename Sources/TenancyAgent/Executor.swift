// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// One executor's work: brings the outside to the plan. Idempotent, and never in a hurry: a round sees the newest plan, so that rounds that were missed are superseded.
package protocol ExecutorWork: Sendable {
    var target: OutboxTarget { get }
    /// How long to rest when everything is done; `nil` for ever. It is the period of the audit.
    var period: Duration? { get }
    /// Brings the outside to the snapshot, and says what became of each object of the backlog.
    func perform(_ snapshot: PlanSnapshot, backlog: Backlog) async -> (round: Board.Round, results: [OutboxResult])
    /// Does what can wait until the round has been acknowledged.
    func tidy() async
}

extension ExecutorWork {
    package func tidy() async {}
}

/// Runs an executor's work when the plan has changed, again with growing pauses while something fails, and from time to time as an audit.
package struct Executor: Sendable {
    private let work: any ExecutorWork
    private let store: any PlanStore
    private let board: Board
    private let wakeups: ChangeCounter
    private let clock: any Clock<Duration>
    private let report: @Sendable (OutboxTarget, Board.Round, [OutboxResult]) -> Void

    /// - Parameters:
    ///   - wakeups: Advances when there is work.
    ///   - report: Is told each round, for the log.
    package init(
        _ work: any ExecutorWork, store: any PlanStore, board: Board, wakeups: ChangeCounter,
        clock: any Clock<Duration>,
        report: @escaping @Sendable (OutboxTarget, Board.Round, [OutboxResult]) -> Void
    ) {
        self.work = work
        self.store = store
        self.board = board
        self.wakeups = wakeups
        self.clock = clock
        self.report = report
    }

    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(30)

    /// Runs until the task is cancelled. The first round comes at once: it adopts what an earlier life of the daemon left.
    package func run() async {
        var pause = Self.firstPause
        while !Task.isCancelled {
            let seen = wakeups.value
            let done = await round()
            if done { pause = Self.firstPause }
            let rest = done ? work.period : work.period.map { min($0, pause) } ?? pause
            if !done { pause = min(pause * 2, Self.longestPause) }
            if let rest {
                await wakeups.wait(beyond: seen, atMost: rest, clock: clock)
            } else {
                await wakeups.wait(beyond: seen)
            }
        }
    }

    /// One round. Returns whether everything is as it should be.
    package func round() async -> Bool {
        do {
            let snapshot = try await store.snapshot()
            let backlog = try await store.backlog(of: work.target)
            let (round, results) = await work.perform(snapshot, backlog: backlog)
            try await store.acknowledge(
                work.target, revision: snapshot.revision, results: results, detail: round.commit ?? "",
                at: round.at)
            board.record(round, of: work.target)
            report(work.target, round, results)
            await work.tidy()
            return round.error == nil && results.allSatisfy { $0.error == nil }
        } catch {
            // The store cannot be read or written. Nothing was acknowledged, so nothing is lost.
            let failure = error as? TenancyError ?? TenancyError(.storeUnavailable, "\(error)")
            let round = Board.Round(revision: 0, at: Timestamp(microseconds: 0), changes: [], error: failure)
            board.record(round, of: work.target)
            report(work.target, round, [])
            return false
        }
    }
}
