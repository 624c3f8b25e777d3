// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Space that shall wait for a tenant, which need not exist yet.
package struct ReservationObject: Sendable, Equatable, Codable {
    package var owner: String
    package var pool: String
    /// An address, a prefix or a number; the next free one when absent.
    package var address: String?
    /// The length of the next free one; the pool's default when absent.
    package var prefixLength: Int?
    /// How long it waits; a day when absent.
    package var ttlSeconds: Int64?

    package init(owner: String, pool: String) {
        self.owner = owner
        self.pool = pool
    }
}
