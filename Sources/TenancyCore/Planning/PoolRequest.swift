// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A pool that shall be made.
package struct PoolRequest: Sendable, Equatable {
    package let name: PoolName
    package let kind: PoolKind
    /// The pool that it shall be an extent of.
    package let parent: PoolName?
    /// The range; `nil` to have the parent choose one of `length`.
    package let range: Extent?
    /// The length, in the 128-bit space, of the range that the parent chooses.
    package let length: Int?
    /// Runs inside the range that are never handed out.
    package let exclusions: [Extent]
    /// Addresses of the range, taken as the subnet of a link, that are not handed out either.
    package let reserve: Set<LinkAddress>
    /// The length, in the 128-bit space, of an allocation that asks for none.
    package let defaultBits: Int?
    package let minBits: Int?
    package let maxBits: Int?
    package let policy: PoolPolicy
    package let quarantine: Duration

    package init(
        name: PoolName, kind: PoolKind, parent: PoolName? = nil, range: Extent?, length: Int? = nil,
        exclusions: [Extent] = [], reserve: Set<LinkAddress> = [], defaultBits: Int? = nil, minBits: Int? = nil,
        maxBits: Int? = nil, policy: PoolPolicy = .best, quarantine: Duration = .seconds(86_400)
    ) {
        self.name = name
        self.kind = kind
        self.parent = parent
        self.range = range
        self.length = length
        self.exclusions = exclusions
        self.reserve = reserve
        self.defaultBits = defaultBits
        self.minBits = minBits
        self.maxBits = maxBits
        self.policy = policy
        self.quarantine = quarantine
    }
}
