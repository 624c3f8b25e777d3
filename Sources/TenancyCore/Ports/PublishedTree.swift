// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is published of ours.
package struct PublishedTree: Sendable, Equatable {
    /// Our files with our content.
    package let tree: ManifestTree
    /// Paths of the tree at which somebody else changed or removed what we wrote; sorted.
    package let foreign: [String]
    /// The last commit of ours, full hexadecimal; `nil` when nothing was ever published.
    package let commit: String?
    /// The revision of the plan that the commit names.
    package let revision: Int64?
    /// When the commit was made.
    package let time: Timestamp?

    package init(
        tree: ManifestTree, foreign: [String] = [], commit: String? = nil, revision: Int64? = nil,
        time: Timestamp? = nil
    ) {
        self.time = time
        self.tree = tree
        self.foreign = foreign
        self.commit = commit
        self.revision = revision
    }
}
