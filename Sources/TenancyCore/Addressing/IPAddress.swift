// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address.
///
/// Both families share one 128-bit space in which IPv4 lies at `::ffff:0:0/96` (RFC 4291 section 2.5.5.2), so that ordering, ranges and
/// allocation are one code path. An IPv4-mapped IPv6 text is refused when parsed: it would be a second spelling of an IPv4 address.
package struct IPAddress: Hashable, Sendable, Comparable {
    /// The address as a number in the shared space.
    package let bits: UInt128

    /// The address at a place in the shared space.
    package init(bits: UInt128) { self.bits = bits }

    /// The IPv4 address with this value in host order.
    package init(ipv4: UInt32) { bits = Self.mapped | UInt128(ipv4) }

    /// The family that the address is written in.
    package var family: AddressFamily { bits >> 32 == Self.mapped >> 32 ? .ipv4 : .ipv6 }

    /// The 4 or 16 bytes of the address in network order.
    package var bytes: [UInt8] {
        let count = family.width / 8
        return (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt128((count - 1 - $0) * 8)) }
    }

    /// Whether the address can stand on an interface: not unspecified, not multicast, not the IPv4 broadcast, not loopback.
    package var isUnicast: Bool {
        switch family {
        case .ipv4:
            let value = UInt32(truncatingIfNeeded: bits)
            return value >> 24 != 0 && value >> 24 != 127 && value >> 28 < 0xe
        case .ipv6:
            return bits > 1 && bits >> 120 != 0xff
        }
    }

    /// The IPv4-mapped prefix `::ffff:0:0/96`.
    static let mapped: UInt128 = 0xffff_0000_0000

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal for IPv4, RFC 5952 for IPv6.
    package var description: String {
        switch family {
        case .ipv4: bytes.map { String($0) }.joined(separator: ".")
        case .ipv6: Self.compressed((0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128((7 - $0) * 16)) })
        }
    }

    /// RFC 5952: the longest run of two or more zero groups becomes `::`, the first of equals.
    private static func compressed(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        let hex = groups.map { String($0, radix: 16) }
        guard best.count > 1 else { return hex.joined(separator: ":") }
        return hex[..<best.lowerBound].joined(separator: ":") + "::" + hex[best.upperBound...].joined(separator: ":")
    }
}
