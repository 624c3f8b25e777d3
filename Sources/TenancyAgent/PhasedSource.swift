// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What shall be published, and what it is without what cannot come yet.
package struct PhasedSource: Sendable {
    /// The part of a tree that is asked for.
    package struct Part: Sendable {
        package let tree: ManifestTree
        /// How it differs from what is published.
        package let difference: TreeDifference
        /// Public addresses that objects beside it have, each with the path of the object.
        package let occupied: [IPAddress: String]

        package init(tree: ManifestTree, difference: TreeDifference, occupied: [IPAddress: String] = [:]) {
            self.tree = tree
            self.difference = difference
            self.occupied = occupied
        }
    }

    package let tree: ManifestTree
    /// The plan that it was rendered from; `nil` for a tree of another environment.
    package let snapshot: PlanSnapshot?
    package let selecting: @Sendable (ManifestTree, TreeDifference) throws -> Part
    /// A part without addresses that its objects cannot have yet, each with the path of the object.
    package let withholding:
        @Sendable (Part, [IPAddress: String]) throws -> (tree: ManifestTree, snapshot: PlanSnapshot?)

    package init(
        tree: ManifestTree, snapshot: PlanSnapshot?,
        selecting: @escaping @Sendable (ManifestTree, TreeDifference) throws -> Part = {
            Part(tree: $0, difference: $1)
        },
        withholding:
            @escaping @Sendable (Part, [IPAddress: String]) throws -> (tree: ManifestTree, snapshot: PlanSnapshot?)
    ) {
        self.tree = tree
        self.snapshot = snapshot
        self.selecting = selecting
        self.withholding = withholding
    }
}
