// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How the cluster is led from what is published to what shall be: in revisions that it can take one after the other (metallb-gitops 2.9).
///
/// Pure: the same trees give the same answers.
package protocol ManifestPhases: Sendable {
    /// The public addresses that published objects would let go of, each with the path of the object.
    func leaving(_ desired: ManifestTree, _ difference: TreeDifference) -> [IPAddress: String]
    /// The public addresses that objects would newly hold, each with the path of the object.
    func arriving(_ desired: ManifestTree, _ difference: TreeDifference) -> [IPAddress: String]

    /// The next tree on the way to the desired one.
    ///
    /// - Parameter mayGo: whether what goes in a phase may leave the tree of a tenant now.
    func step(
        to desired: ManifestTree, _ difference: TreeDifference, mayGo: (_ tenant: String, _ phase: Int) -> Bool
    ) -> PhaseStep

    /// The part of another environment's tree that one tenant's promotion is about: its folder, and of what tenants share what is not there yet. Everything else is as it is published.
    ///
    /// - Returns: the tree, how it differs from what is published, and public addresses that objects of others have which are not as in the other environment, each with the path
    ///   of the object.
    func promoting(
        _ tenant: TenantName, of tree: ManifestTree, _ difference: TreeDifference
    ) -> (tree: ManifestTree, difference: TreeDifference, occupied: [IPAddress: String])

    /// The tree with some files as they are published.
    func keeping(_ paths: Set<String>, in tree: ManifestTree, _ difference: TreeDifference) -> ManifestTree

    /// The phase in which objects of a kind go.
    func phase(of kind: ObjectKind) -> Int
}

/// The next tree on the way to the desired one.
package struct PhaseStep: Sendable, Equatable {
    package let tree: ManifestTree
    /// By tenant, the phase that the tree is the first without.
    package let stepped: [String: Int]
    /// By tenant, the phase that comes next; tenants that are as they shall be are not among them.
    package let waiting: [String: Int]

    package init(tree: ManifestTree, stepped: [String: Int] = [:], waiting: [String: Int] = [:]) {
        self.tree = tree
        self.stepped = stepped
        self.waiting = waiting
    }
}
