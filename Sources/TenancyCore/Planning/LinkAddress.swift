// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An address with a meaning of its own in the subnet of a link.
package enum LinkAddress: String, Sendable, CaseIterable, Comparable {
    /// The lowest address; in IPv6 that of any router (RFC 4291 section 2.6.1).
    case network
    /// The highest address of an IPv4 subnet.
    case broadcast
    /// The router's: the lowest host address.
    case gateway

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// Where it lies in a subnet; `nil` when the subnet has none.
    package func address(in subnet: Prefix) -> IPAddress? {
        guard subnet.bits < 127 else { return self == .gateway && !subnet.isSingle ? subnet.first : nil }
        switch self {
        case .network: return subnet.first
        case .broadcast: return subnet.family == .ipv4 ? subnet.last : nil
        case .gateway: return subnet.firstHost
        }
    }
}
