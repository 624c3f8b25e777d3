// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// An IPv4 or IPv6 address as 128 bits, IPv4 mapped at `::ffff:0:0/96`: the form of the address plan, so that nothing is converted.
package struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
    // Two words instead of one of 128 bits, which would be aligned to 16 bytes and make a table of a million routes larger by a third.
    private var high: UInt64
    private var low: UInt64

    package init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// An IPv4 address from its 32 bits.
    package init(ipv4: UInt32) {
        high = 0
        low = 0xffff_0000_0000 | UInt64(ipv4)
    }

    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    package var family: InternetFamily { high == 0 && low >> 32 == 0xffff ? .ipv4 : .ipv6 }

    /// The usual text form, IPv6 after RFC 5952. The corresponding C function is `inet_ntop`.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch family {
        case .ipv4:
            var wire = UInt32(truncatingIfNeeded: bits).bigEndian
            _ = unsafe inet_ntop(AF_INET, &wire, &text, socklen_t(INET6_ADDRSTRLEN))
        case .ipv6:
            var wire = bits.bigEndian
            _ = unsafe inet_ntop(AF_INET6, &wire, &text, socklen_t(INET6_ADDRSTRLEN))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
