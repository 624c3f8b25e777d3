// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Platform

/// What clients may use up.
package struct HTTPLimits: Sendable {
    /// Bytes of a request's body; more is answered with 413.
    package let body: Int
    /// The bytes that a caller may send to a path in the place of `body`.
    package let bodyException: @Sendable (PeerCredentials, _ path: String) -> Int?
    /// Bytes of a request's head, and the size of a connection's buffer; more is answered with 431 or 414.
    package let header: Int
    /// Connections at a time; further ones wait in the listener's queue.
    package let connections: Int
    /// How long a connection may say and take nothing. The time a handler runs does not count.
    package let idleTimeout: Duration

    package init(
        body: Int = 4 << 20, bodyException: @escaping @Sendable (PeerCredentials, String) -> Int? = { _, _ in nil },
        header: Int = 32 << 10, connections: Int = 256, idleTimeout: Duration = .seconds(30)
    ) {
        self.body = body
        self.bodyException = bodyException
        self.header = header
        self.connections = connections
        self.idleTimeout = idleTimeout
    }
}
