// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

@unsafe @preconcurrency internal import Dispatch

/// Runs an actor's jobs on a serial queue of its own.
///
/// SQLite blocks in the kernel; on the cooperative pool it would take one of its few threads.
package final class ConnectionExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose queue shows up under `label` in a debugger.
    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
