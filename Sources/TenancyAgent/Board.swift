// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import TenancyAPI
package import TenancyCore

/// What the executors did last, for `status`. Nothing here is needed to carry on after a crash: that stands in the outbox.
package final class Board: Sendable {
    /// One round of an executor.
    package struct Round: Sendable, Equatable {
        package var revision: Int64
        package var at: Timestamp
        /// What was written, as lines; when it is very much, the first of it.
        package var changes: [String]
        /// How much was written.
        package var writes: Int
        /// The commit, for the manifests.
        package var commit: String?
        /// Why the round failed as a whole.
        package var error: TenancyError?
        /// Why there was something to write; for the kernel.
        package var cause = KernelReport.Cause.plan
        /// What somebody should look at although nothing failed.
        package var notice: String?

        package init(
            revision: Int64, at: Timestamp, changes: [String], writes: Int? = nil, commit: String? = nil,
            error: TenancyError? = nil, cause: KernelReport.Cause = .plan
        ) {
            self.cause = cause
            self.writes = writes ?? changes.count
            self.revision = revision
            self.at = at
            self.changes = changes
            self.commit = commit
            self.error = error
        }
    }

    private struct Record {
        var last: Round?
        var lastChanges: [String] = []
        var writes = 0
        var commit: String?
        var repairs = 0
        var lastRepair: Timestamp?
        var notice: String?
    }

    /// How many lines of what was written `status` shows at most.
    private static let lineLimit = 200

    private let records = Mutex<[OutboxTarget: Record]>([:])
    /// Advances after each round, once its acknowledgement is stored.
    package let rounds = ChangeCounter()

    package init() {}

    /// Keeps a round, and wakes those who wait for one.
    package func record(_ round: Round, of target: OutboxTarget) {
        records.withLock { records in
            var record = records[target] ?? Record()
            record.last = round
            record.writes += round.writes
            record.commit = round.commit ?? record.commit
            record.notice = round.notice ?? record.notice
            if !round.changes.isEmpty { record.lastChanges = Array(round.changes.prefix(Self.lineLimit)) }
            if round.cause == .repair, !round.changes.isEmpty {
                record.repairs += round.writes
                record.lastRepair = round.at
            }
            records[target] = record
        }
        rounds.advance()
    }

    /// The last commit of the manifests; `nil` before the first round.
    package var commit: String? { records.withLock { $0[.manifests]?.commit } }

    /// The executors as the API shows them, in the order of their targets.
    package func executors() -> [StatusObject.Executor] {
        let records = records.withLock { $0 }
        return OutboxTarget.allCases.map { target in
            let record = records[target] ?? Record()
            return StatusObject.Executor(
                target: target.rawValue, revision: record.last?.revision, at: record.last?.at.description,
                lastChanges: record.lastChanges, writes: record.writes, commit: record.commit,
                error: record.last?.error?.description, hint: record.last?.error?.hint, repairs: record.repairs,
                lastRepair: record.lastRepair?.description, notice: record.notice)
        }
    }
}
