// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The address family of an address or prefix.
package enum AddressFamily: String, Sendable, Comparable, CaseIterable, Codable {
    case ipv4
    case ipv6

    /// The number of bits in an address of this family.
    package var width: Int { self == .ipv4 ? 32 : 128 }

    /// What is added to a displayed prefix length to get the length in the 128-bit space, where IPv4 lies at `::ffff:0:0/96`.
    package var offset: Int { self == .ipv4 ? 96 : 0 }

    /// "IPv4" or "IPv6", for messages.
    package var title: String { self == .ipv4 ? "IPv4" : "IPv6" }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.width < rhs.width }
}
