// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The fixed headers that precede a message's attributes.
extension MessageBuffer {
    /// `struct ifinfomsg`.
    mutating func linkHeader(index: UInt32, flags: UInt32 = 0, change: UInt32 = 0) {
        append(UInt32(0))
        append(index)
        append(flags)
        append(change)
    }

    /// `struct ifaddrmsg`.
    mutating func addressHeader(family: UInt8, length: UInt8 = 0, flags: UInt8 = 0, index: UInt32 = 0) {
        append(family)
        append(length)
        append(flags)
        append(UInt8(0))
        append(index)
    }

    /// `struct rtmsg`. The table goes into an attribute, because eight bits hold only the first 255.
    mutating func routeHeader(
        family: UInt8, length: UInt8 = 0, protocolID: UInt8 = 0, scope: UInt8 = 0, type: UInt8 = 0
    ) {
        append((family, length, 0, 0), (0, protocolID, scope, type), 0)
    }

    /// `struct rtmsg` of a lookup. IPv4 has to be asked for the table that answers; IPv6 always tells, and refuses the flag.
    mutating func lookupHeader(family: UInt8, length: UInt8) {
        append(family)
        append(length)
        append(length)
        append(UInt8(0))
        append(UInt32(0))
        append(family == InternetFamily.ipv4.rawValue ? Wire.Route.flagLookUpTable : 0)
    }

    /// `struct fib_rule_hdr`.
    mutating func ruleHeader(family: UInt8, action: UInt8 = 0) {
        append(family)
        append(UInt16(0))
        append(UInt32(0))
        append(action)
        append(UInt32(0))
    }
}
