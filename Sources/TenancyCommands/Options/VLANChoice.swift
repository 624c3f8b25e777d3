// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// Which VLAN an uplink gets; `none`: the interface itself is the uplink.
enum VLANChoice: Equatable, CustomStringConvertible {
    case auto
    case id(Int)
    case absent

    /// As the API has it.
    var description: String {
        switch self {
        case .auto: "auto"
        case .id(let id): String(id)
        case .absent: "none"
        }
    }
}

extension ValueFormat where Value == VLANChoice {
    static var vlan: Self {
        Self("'auto', 'none' or a VLAN id") { text in
            switch text {
            case "auto": .auto
            case "none": .absent
            default: ValueFormat<Int>.number.parse(text).map(VLANChoice.id)
            }
        }
    }
}
