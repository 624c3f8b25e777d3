// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Programs the kernel from the plan.
package struct KernelWork: ExecutorWork {
    package let target = OutboxTarget.kernel
    package let period: Duration? = .seconds(60)

    private let kernel: any KernelProgrammer
    private let state: @Sendable (PlanSnapshot) -> KernelState
    private let now: @Sendable () -> Timestamp

    /// - Parameter state: What the kernel has to hold for a plan.
    package init(
        kernel: any KernelProgrammer, state: @escaping @Sendable (PlanSnapshot) -> KernelState,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.kernel = kernel
        self.state = state
        self.now = now
    }

    package func perform(
        _ snapshot: PlanSnapshot, backlog: Backlog
    ) async -> (round: Board.Round, results: [OutboxResult]) {
        let report = await kernel.apply(state(snapshot))
        let general = report.failures.first { $0.network == nil }
        let failures = Dictionary(
            report.failures.compactMap { failure in failure.network.map { ($0.description, failure) } },
            uniquingKeysWith: { first, _ in first })
        let objects = Set(backlog.items.map(\.object)).union(failures.keys).sorted()
        let results = objects.map { object in
            let failure = failures[object] ?? general
            return OutboxResult(object: object, error: failure?.message, hint: failure?.hint)
        }
        let error = general.map { TenancyError(.internal, $0.message, hint: $0.hint) }
        let round = Board.Round(
            revision: snapshot.revision, at: now(), changes: report.changes, writes: report.writes, error: error,
            cause: report.cause)
        return (round, results)
    }
}
