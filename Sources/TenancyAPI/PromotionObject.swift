// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What promoting manifests from one environment to another did.
package struct PromotionObject: Sendable, Equatable, Codable {
    /// What has to come later, because the cluster has to follow first.
    package struct Wait: Sendable, Equatable, Codable {
        package let tenant: String
        package let reason: String
    }

    package var apiVersion = APIVersion.current
    package var kind = "Promotion"
    package let from: String
    package let to: String
    /// Absent when it was about everything.
    package let tenant: String?
    /// The revision of the plan that was promoted.
    package let revision: Int64?
    package let commit: String
    /// The files that were added, changed or removed.
    package let changed: [String]
    /// Of them, those with content of somebody else, which the commits before keep.
    package let takenOver: [String]
    /// The branch that people have to merge; absent when it is published.
    package let proposal: String?
    /// By tenant; when it is not empty, the same request has to be made again.
    package let waits: [Wait]
    /// Whether nothing was written.
    package let dryRun: Bool

    package init(
        from source: GitOpsEnvironment, to target: GitOpsEnvironment, tenant: TenantName?, _ published: PublishedTree,
        _ report: PublishReport, waits: [String: String], isTrial: Bool
    ) {
        from = source.name.description
        to = target.name.description
        self.tenant = tenant?.description
        revision = published.revision
        commit = report.commit
        changed = report.changed
        takenOver = report.takenOver
        proposal = report.proposal
        self.waits = waits.sorted { $0.key < $1.key }.map { Wait(tenant: $0.key, reason: $0.value) }
        dryRun = isTrial
    }
}
