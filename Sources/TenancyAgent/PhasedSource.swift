// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What shall be published, and what it is without what cannot come yet.
package struct PhasedSource: Sendable {
    package let tree: ManifestTree
    /// The plan that it was rendered from; `nil` for a tree of another environment.
    package let snapshot: PlanSnapshot?
    /// The part that is asked for, and how that differs from what is published.
    package let selecting:
        @Sendable (ManifestTree, TreeDifference) throws -> (tree: ManifestTree, difference: TreeDifference)
    /// The tree without addresses that its objects cannot have yet, each with the path of the object.
    package let withholding:
        @Sendable (ManifestTree, TreeDifference, [IPAddress: String]) throws -> (
            tree: ManifestTree, snapshot: PlanSnapshot?
        )

    package init(
        tree: ManifestTree, snapshot: PlanSnapshot?,
        selecting:
            @escaping @Sendable (ManifestTree, TreeDifference) throws -> (
                tree: ManifestTree, difference: TreeDifference
            ),
        withholding:
            @escaping @Sendable (ManifestTree, TreeDifference, [IPAddress: String]) throws -> (
                tree: ManifestTree, snapshot: PlanSnapshot?
            )
    ) {
        self.tree = tree
        self.snapshot = snapshot
        self.selecting = selecting
        self.withholding = withholding
    }
}
