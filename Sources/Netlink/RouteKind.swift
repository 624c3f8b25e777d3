// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import CNetlink

/// What a route does with a packet, by the kernel's number.
package struct RouteKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let unicast = RouteKind(rawValue: UInt8(RTN_UNICAST))
    package static let blackhole = RouteKind(rawValue: UInt8(RTN_BLACKHOLE))
    package static let unreachable = RouteKind(rawValue: UInt8(RTN_UNREACHABLE))
    package static let prohibit = RouteKind(rawValue: UInt8(RTN_PROHIBIT))
    /// An address of the host itself.
    package static let local = RouteKind(rawValue: UInt8(RTN_LOCAL))

    package var description: String {
        switch self {
        case .unicast: "unicast"
        case .blackhole: "blackhole"
        case .unreachable: "unreachable"
        case .prohibit: "prohibit"
        case .local: "local"
        default: "type \(rawValue)"
        }
    }
}
