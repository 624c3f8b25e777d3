// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What publishing the manifests did.
package struct PublicationObject: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package var kind = "Publication"
    /// The revision of the plan that was published.
    package let revision: Int64
    package let commit: String
    /// The files that were added, changed or removed.
    package let changed: [String]
    /// Of them, those with content of somebody else, which the commits before keep.
    package let takenOver: [String]
    /// The branch that people have to merge; absent when it is published.
    package let proposal: String?

    package init(revision: Int64, _ report: PublishReport) {
        self.revision = revision
        commit = report.commit
        changed = report.changed
        takenOver = report.takenOver
        proposal = report.proposal
    }
}
