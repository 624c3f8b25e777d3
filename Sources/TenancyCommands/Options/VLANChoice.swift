// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// Which VLAN an uplink gets.
enum VLANChoice: Equatable, CustomStringConvertible {
    case auto
    case id(Int)

    /// As the API has it.
    var description: String {
        switch self {
        case .auto: "auto"
        case .id(let id): String(id)
        }
    }
}

extension ValueFormat where Value == VLANChoice {
    static var vlan: Self {
        Self("'auto' or a VLAN id") { text in
            text == "auto" ? .auto : ValueFormat<Int>.number.parse(text).map(VLANChoice.id)
        }
    }
}
