// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What shall be different of a pool; what is `nil` or empty stays.
package struct PoolChange: Sendable, Equatable {
    package enum Limit: Sendable, Equatable {
        case unlimited
        case bits(Int)
    }

    package let name: PoolName
    /// The whole new range.
    package var range: Extent?
    package var addedExclusions: [Extent] = []
    /// Excluded runs that shall be handed out again.
    package var removedExclusions: [Extent] = []
    package var defaultBits: Int?
    package var minBits: Limit?
    package var maxBits: Limit?
    package var policy: PoolPolicy?
    package var quarantine: Duration?

    package init(name: PoolName) { self.name = name }
}
