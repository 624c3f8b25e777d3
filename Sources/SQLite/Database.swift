// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

@unsafe @preconcurrency internal import Dispatch

/// A connection on a thread of its own: one user at a time, in order.
///
/// SQLite blocks in the kernel; on the cooperative pool it would take one of its few threads.
package actor Database {
    private let queue = QueueExecutor(label: "tenancy.database")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe queue.asUnownedSerialExecutor() }

    private let connection: Connection

    /// Takes over a connection, which nobody else uses from now on.
    package init(_ connection: sending Connection) {
        self.connection = connection
    }

    /// Runs `body` with the connection, from its start to its end without another user.
    package func use<Result: Sendable>(_ body: @Sendable (Connection) throws -> Result) throws -> Result {
        try body(connection)
    }
}

/// Runs an actor's jobs on a serial queue.
private final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
