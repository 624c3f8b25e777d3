// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A declared way between the VRFs of two networks: what a provider's network offers to another, and nothing beside it.
///
/// It is not transitive: all that a network shows is its own, so that nothing it learned from a third can pass through it.
package struct Leak: Sendable, Equatable {
    package let name: LeakName
    /// The network that offers something.
    package let source: NetworkKey
    /// The network that may use it.
    package let target: NetworkKey
    /// Parts of the source's CIDRs that the target reaches; sorted, never empty.
    package let prefixes: [Prefix]
    /// Parts of the target's CIDRs that the source reaches, without which it cannot answer; sorted, empty for a way in one direction.
    package let returned: [Prefix]
    package let labels: [String: String]
    package let created: Timestamp
    /// How OVN-Kubernetes joins the two networks as a whole; `nil` for routes between their VRFs. Then the prefixes are all CIDRs of both.
    package let connection: Connection?

    package init(
        name: LeakName, source: NetworkKey, target: NetworkKey, prefixes: [Prefix], returned: [Prefix],
        labels: [String: String] = [:], created: Timestamp, connection: Connection? = nil
    ) {
        self.name = name
        self.source = source
        self.target = target
        self.prefixes = prefixes.sorted()
        self.returned = returned.sorted()
        self.labels = labels
        self.created = created
        self.connection = connection
    }

    /// What each side shows the other: the owner, its prefixes, and who reaches them.
    package var ways: [(owner: NetworkKey, prefixes: [Prefix], reader: NetworkKey)] {
        [(source, prefixes, target), (target, returned, source)]
    }
}
