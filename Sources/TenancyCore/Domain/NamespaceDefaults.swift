// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What every namespace of a tenant gets, beside its network.
package struct NamespaceDefaults: Sendable, Equatable {
    /// Hard limits of a ResourceQuota, `requests.cpu: "20"`; without any there is no ResourceQuota.
    package var quota: [String: String] = [:]
    /// What a container may use when it does not say.
    package var limits: [String: String] = [:]
    /// What a container is given when it does not say.
    package var requests: [String: String] = [:]
    /// Whether pods are reached from the namespaces of their own network only, until the tenant allows more.
    package var isolates = false
    /// The ClusterRole that the tenant's group and account have in their namespaces; `nil` for none.
    package var role: String?
    /// The group of a tenant that names none, with `{tenant}` for its name.
    package var group: String?
    /// Where pods may go outside of the cluster; empty for everywhere.
    package var egressAllow: [Prefix] = []
    package var quality: Quality?

    /// What is made of the packets that pods send.
    package struct Quality: Sendable, Equatable {
        package let dscp: Int
        /// In kbit/s.
        package let rate: Int?
        /// In kbit.
        package let burst: Int?

        package init(dscp: Int, rate: Int?, burst: Int?) {
            self.dscp = dscp
            self.rate = rate
            self.burst = burst
        }
    }

    package init() {}
}
