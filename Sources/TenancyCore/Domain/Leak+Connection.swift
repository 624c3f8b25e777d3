// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Leak {
    /// What of two networks meets when OVN-Kubernetes joins them (ClusterNetworkConnect): always in both directions.
    package enum Reach: String, Sendable, Codable, CaseIterable, Comparable {
        /// Pods reach the pods of the other network.
        case pods
        /// Pods reach the cluster addresses of the other network's Services.
        case services

        package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    /// A router of OVN-Kubernetes between two whole networks, which knows no prefixes.
    package struct Connection: Sendable, Equatable, Codable {
        /// Sorted, never empty.
        package let reach: [Reach]
        /// What the router's links are numbered from, one per family of the networks; for life (`connectSubnets`).
        package let subnets: [Prefix]

        package init(reach: some Sequence<Reach>, subnets: [Prefix]) {
            self.reach = Set(reach).sorted()
            self.subnets = subnets.sorted()
        }

        /// The free bits of a connection's subnet in both families: 256 addresses, of which each network has a quarter. OVN-Kubernetes advises
        /// 64 addresses for a network on up to ten nodes, and of both families the same number.
        package static let subnetBits = 8
        package static let networkBits = 6
    }
}
