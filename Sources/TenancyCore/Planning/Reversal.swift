// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What taking a transaction back did to a ledger.
package struct Reversal: Sendable, Equatable {
    package var steps: [Plan.Step] = []
    /// The networks and tenants whose rows or allocations changed.
    package var networks: [NetworkKey] = []
    package var tenants: [TenantName] = []
    /// The networks and pools that are there again.
    package var restoredNetworks: [NetworkKey] = []
    package var restoredPools: [PoolName] = []
    /// The leaks that are there again, or otherwise than before.
    package var restoredLeaks: [LeakName] = []

    package init() {}
}
