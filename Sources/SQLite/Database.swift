// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform

/// A connection on a thread of its own: one user at a time, in order.
///
/// SQLite blocks in the kernel; on the cooperative pool it would take one of its few threads.
package actor Database {
    private let queue = QueueExecutor("database")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { queue.unowned }

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
