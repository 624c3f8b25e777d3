// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Space of a pool that shall wait for a tenant for a while. The tenant need not exist yet.
package struct ReservationRequest: Sendable, Equatable {
    package let owner: TenantName
    package let pool: PoolName
    /// The wanted run; `nil` for the next free one of `bits`.
    package var extent: Extent?
    /// The length, in the 128-bit space; `nil` for the pool's default.
    package var bits: Int?
    package var lifetime: Duration

    package init(owner: TenantName, pool: PoolName, lifetime: Duration) {
        self.owner = owner
        self.pool = pool
        self.lifetime = lifetime
    }
}
