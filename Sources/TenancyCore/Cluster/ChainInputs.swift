// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a tenant's chain is judged by.
package struct ChainInputs: Sendable {
    package var tenant: Tenant
    /// What the plan wants of the cluster for it.
    package var wanted: [WantedObject]
    package var settings: ClusterSettings
    /// The tenant's items: of the manifests, and of the kernel for each of its networks.
    package var outbox: [OutboxItem]
    /// The last commit, when it is known.
    package var commit: String?
    /// `nil` when there is no cluster to ask.
    package var view: ClusterView?

    package init(
        tenant: Tenant, wanted: [WantedObject], settings: ClusterSettings, outbox: [OutboxItem], commit: String?,
        view: ClusterView?
    ) {
        self.tenant = tenant
        self.wanted = wanted
        self.settings = settings
        self.outbox = outbox
        self.commit = commit
        self.view = view
    }
}
