// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// An environment, and what it has.
package struct EnvironmentObject: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package var kind = "Environment"
    package let name: String
    package let branch: String
    /// Absent for the root of the repository.
    package let folder: String?
    /// The revision of the plan that it got last, though perhaps of one tenant only; absent while it is empty.
    package let revision: Int64?
    package let commit: String?
    /// How many tenants it has.
    package let tenants: Int
    /// The tenants whose manifests are not those of the environment before, and `platform` for what they share; absent for the first.
    package let behind: [String]?
    /// Files that somebody else changed.
    package let foreign: [String]

    package init(_ environment: GitOpsEnvironment, _ published: PublishedTree, behind: [String]?) {
        name = environment.name.description
        branch = environment.branch
        folder = environment.folder.isEmpty ? nil : environment.folder
        revision = published.revision
        commit = published.commit
        tenants = published.tree.folderPaths.count { $0.hasPrefix("tenants/") }
        self.behind = behind
        foreign = published.foreign
    }
}
