// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What can be asked for a network that is only for its objects in the cluster; absent fields are not asked for.
package struct NetworkOptionsObject: Sendable, Equatable, Codable {
    /// `layer2` or `layer3`; for life.
    package var topology: String?
    /// For life.
    package var persistentIPs: Bool?
    /// For life; one per family.
    package var joinSubnets: [String]?
    /// For life.
    package var reservedSubnets: [String]?
    /// For life.
    package var infrastructureSubnets: [String]?
    /// `NAMESPACE/SERVICE`.
    package var egressServices: [String]?
    /// `A:B` or `large:A:B:C`.
    package var communities: [String]?
    /// A group of the identity provider.
    package var group: String?
    /// For life: whether somebody else makes the namespaces.
    package var adoptNamespaces: Bool?

    package init() {}

    /// What a network was asked for; `nil` when that is nothing.
    package init?(_ extras: NetworkExtras) {
        guard extras != NetworkExtras() else { return nil }
        topology = extras.topology?.rawValue
        persistentIPs = extras.persistentIPs
        joinSubnets = extras.joinSubnets?.map(\.description)
        reservedSubnets = extras.reservedSubnets?.map(\.description)
        infrastructureSubnets = extras.infrastructureSubnets?.map(\.description)
        egressServices = extras.egressServices
        communities = extras.communities
        group = extras.group
        adoptNamespaces = extras.adoptNamespaces
    }
}
