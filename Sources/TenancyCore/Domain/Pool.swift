// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A range that allocations are taken from.
package struct Pool: Sendable, Equatable, Identifiable {
    package let id: Int64
    package let name: PoolName
    /// The pool that this one is an extent of.
    package let parent: PoolName?
    package let kind: PoolKind
    package let range: Extent
    /// The length, in the 128-bit space, of an allocation that asks for none: 128 for single addresses and numbers.
    package let defaultBits: Int
    /// The shortest and the longest length, in the 128-bit space, of an allocation; `nil` for what the kind allows.
    package let minBits: Int?
    package let maxBits: Int?
    package let policy: PoolPolicy
    /// How long a released extent rests before somebody else may have it.
    package let quarantine: Duration

    package init(
        id: Int64, name: PoolName, parent: PoolName? = nil, kind: PoolKind, range: Extent, defaultBits: Int,
        minBits: Int? = nil, maxBits: Int? = nil, policy: PoolPolicy, quarantine: Duration
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.kind = kind
        self.range = range
        self.defaultBits = defaultBits
        self.minBits = minBits
        self.maxBits = maxBits
        self.policy = policy
        self.quarantine = quarantine
    }

    /// The family of the addresses; `nil` for numbers.
    package var family: AddressFamily? { kind.isNumeric ? nil : IPAddress(bits: range.first).family }

    /// A run of the pool's values as text: addresses or numbers.
    package func text(_ extent: Extent) -> String { kind.isNumeric ? extent.numberText : extent.addressText }
}
