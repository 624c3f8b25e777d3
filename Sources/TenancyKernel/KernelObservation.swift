// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// What the kernel holds of what concerns us, read at one time.
package struct KernelObservation: Sendable, Equatable {
    /// All links of the namespace.
    package var links: [NetworkLink]
    /// All addresses.
    package var addresses: [AssignedAddress]
    /// The routes of our protocol, by table.
    package var routes: [UInt32: [Route]]
    /// The routes that the kernel itself has put there for the addresses, by table.
    package var connected: [UInt32: [Route]] = [:]
    /// The tables whose routes were read; nil: all.
    package var tables: Set<UInt32>?
    /// All rules, per family in the order in which they apply. A family without rules is one that the kernel does not have.
    package var rules: [InternetFamily: [Rule]]
    /// Whether a device keeps its IPv6 addresses when it goes down; `default` is what a new device starts with. A device without
    /// the setting is not in here.
    package var keepsAddresses: [String: Bool]
    /// The devices that default routes of the main table lead to, as far as anybody asked.
    package var defaultDevices: Set<UInt32> = []

    package init(
        links: [NetworkLink] = [], addresses: [AssignedAddress] = [], routes: [UInt32: [Route]] = [:],
        tables: Set<UInt32>? = nil, rules: [InternetFamily: [Rule]] = [:], keepsAddresses: [String: Bool] = [:]
    ) {
        self.links = links
        self.addresses = addresses
        self.routes = routes
        self.tables = tables
        self.rules = rules
        self.keepsAddresses = keepsAddresses
    }

    /// Whether the routes of this table were read.
    package func covers(_ table: UInt32) -> Bool { tables?.contains(table) ?? true }
}
