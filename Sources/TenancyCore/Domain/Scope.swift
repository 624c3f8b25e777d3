// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An overlap domain: prefixes of one scope never overlap.
package enum Scope: Hashable, Sendable {
    /// Public addresses, transit subnets, and the CIDRs of networks without a VRF of their own.
    case shared
    /// The CIDRs of one network's VRF.
    case vrf(NetworkKey)
    /// Numbers of one kind.
    case numbers(PoolKind)

    /// A stable text: `shared`, `vrf:acme`, `vlan`, `table`.
    package var name: String {
        switch self {
        case .shared: "shared"
        case .vrf(let key): "vrf:\(key)"
        case .numbers(let kind): kind.rawValue
        }
    }
}
