// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A network prefix in canonical form: no bit is set behind its length.
package struct Prefix: Hashable, Sendable {
    /// The network address.
    package let first: IPAddress
    /// The length in the shared 128-bit space: 96 more than displayed for IPv4.
    package let bits: Int

    /// The prefix with this network address and length in the 128-bit space; `nil` when host bits are set or the length is out of range.
    package init?(first: IPAddress, bits: Int) {
        guard bits <= 128, bits >= first.family.offset, first.bits & Self.hostMask(bits) == 0 else { return nil }
        self.first = first
        self.bits = bits
    }

    /// The prefix of this displayed length that holds the address; `nil` when the length is out of range for the family.
    package init?(holding address: IPAddress, length: Int) {
        guard (0...address.family.width).contains(length) else { return nil }
        let bits = length + address.family.offset
        self.init(first: IPAddress(bits: address.bits & ~Self.hostMask(bits)), bits: bits)
    }

    /// The single address as a /32 or /128.
    package init(_ address: IPAddress) {
        first = address
        bits = 128
    }

    package var family: AddressFamily { first.family }
    /// The length as it is written: 0…32 or 0…128.
    package var length: Int { bits - family.offset }
    /// The highest address inside.
    package var last: IPAddress { IPAddress(bits: first.bits | Self.hostMask(bits)) }
    /// Whether it is a /32 or /128.
    package var isSingle: Bool { bits == 128 }

    /// The first address a host may have: the one after the network address, but the network address itself in a /31, /127 and single prefix.
    package var firstHost: IPAddress { bits >= 127 ? first : IPAddress(bits: first.bits + 1) }

    package func contains(_ other: Prefix) -> Bool {
        bits <= other.bits && first.bits == other.first.bits & ~Self.hostMask(bits)
    }
    package func contains(_ address: IPAddress) -> Bool { contains(Prefix(address)) }
    package func overlaps(_ other: Prefix) -> Bool { contains(other) || other.contains(self) }

    private static func hostMask(_ bits: Int) -> UInt128 {
        bits == 0 ? .max : (UInt128(1) << UInt128(128 - bits)) - 1
    }
}

extension Prefix: Comparable {
    /// By network address, then the shorter prefix first.
    package static func < (lhs: Self, rhs: Self) -> Bool { (lhs.first.bits, lhs.bits) < (rhs.first.bits, rhs.bits) }
}

extension Prefix: CustomStringConvertible {
    package var description: String { "\(first)/\(length)" }
}

extension Prefix: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        try self.init(parsing: container.decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension IPAddress: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        try self.init(parsing: container.decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
