// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a link is, with the parameters that are fixed when it is created.
package enum LinkKind: Hashable, Sendable, CustomStringConvertible {
    case vrf(table: UInt32)
    case bridge
    /// A VLAN on the link with index `parent`.
    case vlan(parent: UInt32, id: UInt16)
    case dummy
    /// One end of a pair; the other end's name is given at creation and not reported by the kernel.
    case veth(peer: String)

    /// The kernel's name of the kind.
    package var name: String {
        switch self {
        case .vrf: "vrf"
        case .bridge: "bridge"
        case .vlan: "vlan"
        case .dummy: "dummy"
        case .veth: "veth"
        }
    }

    /// The part of `ip link add` after `type`.
    package var description: String {
        switch self {
        case .vrf(let table): "vrf table \(table)"
        case .vlan(_, let id): "vlan id \(id)"
        case .veth(let peer): "veth peer name \(peer)"
        case .bridge, .dummy: name
        }
    }
}
