// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The next tree while tenants that are gone are taken out of the cluster step by step.
package struct WithdrawalStep: Sendable, Equatable {
    package let tree: ManifestTree
    /// The tenants with something left in the tree, in order.
    package let waiting: [String]
    /// Those of which this tree has less than is published.
    package let stepped: [String]

    package init(tree: ManifestTree, waiting: [String], stepped: [String]) {
        self.tree = tree
        self.waiting = waiting
        self.stepped = stepped
    }
}
