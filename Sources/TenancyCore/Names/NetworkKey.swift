// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The short, unique name of a network, from which the names of its devices and of its CUDN are made. A tenant's first network has the tenant's name.
package struct NetworkKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text: the rule of a tenant name.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        try NameRule.checkLabel(text, kind: "network name", limit: 11, letterFirst: true)
        description = text
    }

    /// The key of a tenant's first network.
    package init(_ tenant: TenantName) { description = tenant.description }

    /// The VRF device that we own for the network.
    package var vrf: InterfaceName { InterfaceName(checked: "tv-\(description)") }
    /// The bridge in the VRF that holds the gateway addresses.
    package var bridge: InterfaceName { InterfaceName(checked: "tb-\(description)") }
    /// The VLAN uplink.
    package var uplink: InterfaceName { InterfaceName(checked: "tu-\(description)") }

    /// Whether a device of ours could have this name.
    package static func makesDevice(_ name: InterfaceName) -> Bool {
        ["tv-", "tb-", "tu-"].contains { name.description.hasPrefix($0) }
    }

    /// The name of the CUDN, and so of OVN-Kubernetes' VRF, in a generation. Generations never return, so names never do.
    package func cudn(generation: Int) -> InterfaceName { InterfaceName(checked: "\(description)-g\(generation)") }

    /// The last generation whose CUDN name fits the 15 bytes of an interface name.
    package var lastGeneration: Int {
        (0..<13 - description.utf8.count).reduce(0) { digits, _ in digits * 10 + 9 }
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

extension NetworkKey: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
