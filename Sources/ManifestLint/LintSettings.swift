// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// What the files cannot say: the node that they are for, and what stood there before.
package struct LintSettings: Sendable {
    /// The subnets of br-ex; without any, egress addresses are not held against them.
    private(set) var nodeSubnets: [Prefix] = []
    /// What the node's interfaces have.
    private(set) var nodeAddresses: [IPAddress] = []
    /// The published files that the new ones replace; `nil` when they are not known.
    package var old: [LintSource]?

    package init() {}

    /// Adds a subnet of br-ex; false when the text is no prefix.
    package mutating func add(nodeSubnet text: String) -> Bool {
        guard let prefix = try? Prefix(parsing: text) else { return false }
        nodeSubnets.append(prefix)
        return true
    }

    /// Adds an address of the node; false when the text is none.
    package mutating func add(nodeAddress text: String) -> Bool {
        guard let address = try? IPAddress(parsing: text) else { return false }
        nodeAddresses.append(address)
        return true
    }
}
