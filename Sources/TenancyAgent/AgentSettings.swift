// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// The part of the configuration that use cases need and that a reload may change.
package struct AgentSettings: Sendable, Equatable {
    package let plan: PlanSettings
    package var cluster: ClusterSettings
    /// The MTU of all uplinks in bytes; nil: left as it is.
    package var uplinkMTU: Int?

    package init(plan: PlanSettings, cluster: ClusterSettings) {
        self.plan = plan
        self.cluster = cluster
    }
}
