// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A value that shall be given back: one that is allocated, or the reservation that it lies in.
package struct AddressRelease: Sendable, Equatable {
    package let value: UInt128
    /// The pool, which a number needs; an address is found without.
    package let pool: PoolName?
    /// How long it stays in use before that; `nil` for not at all.
    package let drain: Duration?

    package init(value: UInt128, pool: PoolName? = nil, drain: Duration? = nil) {
        self.value = value
        self.pool = pool
        self.drain = drain
    }

    /// The value as text. No number is as large as an IPv4 address is in the shared space, and no IPv6 address of use as small as a number.
    package var text: String { value >> 32 == 0 ? "\(value)" : "\(IPAddress(bits: value))" }
}
