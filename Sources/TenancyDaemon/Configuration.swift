// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Platform
package import TenancyAgent
package import TenancyCluster
package import TenancyCore
package import TenancyGit

/// The whole configuration, checked. `configs/tenancyd.yaml` has every key with its meaning and default.
package struct Configuration: Sendable {
    package var stateDirectory: String
    package var socketPath: String
    /// Who may do everything, besides root.
    package var writeGroup: String
    /// Who may read.
    package var readGroup: String
    package var logLevel: LogLevel
    package var settings: AgentSettings
    package var git: GitSettings
    /// Where requests come from; nil for the socket alone.
    package var requests: Requests?
    /// The number pools to make at first start.
    package var numberPools: [PoolRequest]

    /// How the cluster is read; `nil` when it is not.
    package var clusterAccess: KubernetesCluster.Access?
    /// How long a stage of a tenant's way out lasts where no cluster can confirm it.
    package var unconfirmedDelay: Duration

    /// Where the address plan is.
    package var databasePath: String { "\(stateDirectory)/tenancy.db" }
}
