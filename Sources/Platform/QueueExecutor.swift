// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs an actor on a serial queue of its own, so that blocking calls keep no thread of the cooperative pool.
///
/// ```swift
/// actor Store {
///     private let executor = QueueExecutor("store")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }
/// }
/// ```
package final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: the queue's name in a debugger.
    package init(_ label: String) {
        queue = DispatchQueue(label: "tenancy.\(label)")
    }

    /// The executor as an actor hands it out, which keeps it alive.
    @safe package var unowned: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Runs a body after what is there already.
    package func async(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
