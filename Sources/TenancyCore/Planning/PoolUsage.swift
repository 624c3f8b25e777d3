// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How full a pool is, in values: addresses or numbers.
package struct PoolUsage: Sendable, Equatable {
    package var free: UInt128 = 0
    package var allocated: UInt128 = 0
    package var reserved: UInt128 = 0
    package var quarantined: UInt128 = 0
    /// Reserved for somebody for a while.
    package var held: UInt128 = 0
    /// The size of the largest free aligned block as a logarithm; `nil` when nothing is free.
    package var largestFit: Int?
    /// When the first quarantine, reservation or draining ends.
    package var nextRelease: Timestamp?

    package init() {}
}
