// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The repository that Argo CD or Flux reads.
package protocol ManifestPublisher: Sendable {
    /// Makes the tree the content of our paths on the branch: one commit, or none when it already is. Files that are not ours stay.
    ///
    /// - Parameters:
    ///   - adjusting: says what is published in place of the tree, by how that differs from what is published at the moment; asked again when somebody else was faster.
    /// - Throws: `TenancyError` when the repository cannot be written, when somebody changed one of our files, or when the remote refuses.
    func publish(
        _ tree: ManifestTree, message: CommitMessage, options: PublishOptions,
        adjusting: @escaping @Sendable (ManifestTree, TreeDifference) throws -> ManifestTree
    ) async throws -> PublishReport

    /// What is published of ours now.
    func published() async throws -> PublishedTree

    /// The paths of the tree at which somebody else wrote, in order; nothing is published.
    func foreignPaths(beside tree: ManifestTree) async throws -> [String]

    /// Does what can wait until a publication has been acknowledged.
    func tidy() async
}

extension ManifestPublisher {
    /// Publishes the tree as it is.
    package func publish(
        _ tree: ManifestTree, message: CommitMessage, takingOver: Bool = false
    ) async throws -> PublishReport {
        try await publish(tree, message: message, options: PublishOptions(takingOver: takingOver)) { tree, _ in tree }
    }
}
