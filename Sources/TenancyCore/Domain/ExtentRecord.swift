// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One tile of a pool. The tiles of a pool cover its range without gap or overlap, and no two free ones touch.
package struct ExtentRecord: Sendable, Equatable {
    package enum State: Int, Sendable, Codable {
        case free = 0
        case allocated = 1
        /// Held back from allocation: excluded when the pool was made.
        case reserved = 2
        /// Released, and not free for others before `until`.
        case quarantined = 3
        case draining = 4
    }

    package let extent: Extent
    package let state: State
    /// When a quarantine ends.
    package let until: Timestamp?
    /// Who held a quarantined extent, and so may have it back.
    package let previousTenant: TenantName?

    package init(_ extent: Extent, _ state: State, until: Timestamp? = nil, previousTenant: TenantName? = nil) {
        self.extent = extent
        self.state = state
        self.until = until
        self.previousTenant = previousTenant
    }
}
