// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Where the agent looks for what is live.
package struct LiveSources: Sendable {
    /// What a tenant's manifests ask of the cluster, beside networks that leaks join.
    package typealias Wanted =
        @Sendable (Tenant, _ neighborhoods: [NetworkKey: Neighborhood], ClusterSettings) -> [WantedObject]

    /// `nil` when there is no cluster, or none that may be read.
    package let cluster: (any ClusterReader)?
    package let kernel: (any KernelOccupancy)?
    /// What a tenant's manifests ask of the cluster.
    package let wanted: Wanted
    /// How long a stage of a tenant's way out lasts at least where no cluster can confirm it.
    package let unconfirmedDelay: Duration

    package init(
        cluster: (any ClusterReader)? = nil, kernel: (any KernelOccupancy)? = nil,
        wanted: @escaping Wanted = { _, _, _ in [] },
        unconfirmedDelay: Duration = .seconds(300)
    ) {
        self.cluster = cluster
        self.kernel = kernel
        self.wanted = wanted
        self.unconfirmedDelay = unconfirmedDelay
    }
}
