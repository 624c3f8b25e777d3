// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An address with a prefix length: a route's destination, or an interface address with the length of its subnet.
package struct InternetPrefix: Hashable, Sendable, CustomStringConvertible {
    package var address: InternetAddress
    /// The length within the address's own family: 0 to 32, or 0 to 128.
    package var length: UInt8

    package init(_ address: InternetAddress, length: UInt8) {
        self.address = address
        self.length = length
    }

    /// The default route's destination: `0.0.0.0/0` or `::/0`.
    package static func any(_ family: InternetFamily) -> InternetPrefix {
        InternetPrefix(family == .ipv4 ? InternetAddress(ipv4: 0) : InternetAddress(bits: 0), length: 0)
    }

    package var family: InternetFamily { address.family }

    package var description: String { "\(address)/\(length)" }
}
