// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
package import TenancyCore

/// What one of our devices is for. The role gives it its name's prefix, its alias and its kind.
package enum DeviceRole: String, Sendable, CaseIterable {
    case vrf
    case bridge
    case uplink

    /// The link group of every device of ours: a mark that is set in the message that creates it.
    package static let group: UInt32 = 7201

    private var prefix: String {
        switch self {
        case .vrf: "tv-"
        case .bridge: "tb-"
        case .uplink: "tu-"
        }
    }

    /// The kernel's name of the kind that such a device has.
    private var kind: String {
        switch self {
        case .vrf: "vrf"
        case .bridge: "bridge"
        case .uplink: "vlan"
        }
    }

    /// The alias that says whose the device is. The kernel takes it only after the creation (S4).
    package func alias(_ key: String) -> String { "tenancy:\(rawValue):\(key)" }

    /// Whether one of our devices could have this name.
    static func bearsName(_ name: String) -> Bool { allCases.contains { name.hasPrefix($0.prefix) } }

    /// The role and the network of a link of ours, or nil when it is not ours.
    ///
    /// Two marks make it ours: the name with the kind, and either the group or the alias (a crash can come between them).
    package static func of(_ link: NetworkLink) -> (role: DeviceRole, network: NetworkKey)? {
        for role in allCases where link.kind == role.kind && link.name.hasPrefix(role.prefix) {
            let key = String(link.name.dropFirst(role.prefix.count))
            guard link.group == group || link.alias == role.alias(key), let network = try? NetworkKey(key) else {
                continue
            }
            return (role, network)
        }
        return nil
    }
}
