// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import CNetlink

/// What a rule does with a packet it selects, by the kernel's number.
package struct RuleAction: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let lookup = RuleAction(rawValue: UInt8(FR_ACT_TO_TBL))
    package static let unreachable = RuleAction(rawValue: UInt8(FR_ACT_UNREACHABLE))

    package var description: String {
        switch self {
        case .lookup: "lookup"
        case .unreachable: "unreachable"
        default: "action \(rawValue)"
        }
    }
}
