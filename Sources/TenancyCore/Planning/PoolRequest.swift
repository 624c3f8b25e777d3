// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A pool that shall be made.
package struct PoolRequest: Sendable, Equatable {
    package let name: PoolName
    package let kind: PoolKind
    package let range: Extent
    /// Runs inside the range that are never handed out.
    package let exclusions: [Extent]
    /// The length, in the 128-bit space, of an allocation that asks for none.
    package let defaultBits: Int?
    package let policy: PoolPolicy
    package let quarantine: Duration

    package init(
        name: PoolName, kind: PoolKind, range: Extent, exclusions: [Extent] = [], defaultBits: Int? = nil,
        policy: PoolPolicy = .best, quarantine: Duration = .seconds(86_400)
    ) {
        self.name = name
        self.kind = kind
        self.range = range
        self.exclusions = exclusions
        self.defaultBits = defaultBits
        self.policy = policy
        self.quarantine = quarantine
    }
}
