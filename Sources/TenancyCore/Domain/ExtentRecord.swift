// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One tile of a pool. The tiles of a pool cover its range without gap or overlap, and no two free ones touch.
package struct ExtentRecord: Sendable, Equatable {
    package enum State: Int, Sendable, Codable {
        case free = 0
        case allocated = 1
        /// Held back from allocation: excluded, for all but `claimant` when there is one.
        case reserved = 2
        /// Released, and not free for others before `until`.
        case quarantined = 3
        /// Still allocated, and to be released at `until`.
        case draining = 4
        /// Reserved for `claimant` until `until`.
        case held = 5
        /// The range of a child pool.
        case delegated = 6
    }

    package let extent: Extent
    package let state: State
    /// When the state ends by itself.
    package let until: Timestamp?
    /// The only tenant that may take it: who held it before its quarantine, or whom it is held or kept for.
    package let claimant: TenantName?
    /// Why it is excluded or held.
    package let reason: String?

    package init(
        _ extent: Extent, _ state: State, until: Timestamp? = nil, claimant: TenantName? = nil, reason: String? = nil
    ) {
        self.extent = extent
        self.state = state
        self.until = until
        self.claimant = claimant
        self.reason = reason
    }
}
