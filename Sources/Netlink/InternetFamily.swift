// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An internet address family, by the kernel's number.
package enum InternetFamily: UInt8, Sendable, CaseIterable {
    case ipv4 = 2
    case ipv6 = 10

    /// The length of an address in bits.
    package var width: UInt8 { self == .ipv4 ? 32 : 128 }
}
