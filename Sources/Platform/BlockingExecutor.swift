// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs tasks on threads beside the cooperative pool, so that they may block for a moment, as for a commit, without keeping others from running.
///
/// ```swift
/// Task(executorPreference: BlockingExecutor.shared) { … }
/// ```
package final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "tenancy.threads", attributes: .concurrent)

    /// The one of the process.
    package static let shared = BlockingExecutor()

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
