// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The repository that Argo CD or Flux reads.
package protocol ManifestPublisher: Sendable {
    /// Makes the tree the content of our paths on the branch: one commit, or none when it already is. Files that are not ours stay.
    ///
    /// - Parameter takingOver: whether what somebody else wrote at our paths is replaced; its history keeps it.
    /// - Throws: `TenancyError` when the repository cannot be written, when somebody changed one of our files, or when the remote refuses.
    func publish(_ tree: ManifestTree, message: CommitMessage, takingOver: Bool) async throws -> PublishReport

    /// The paths of the tree at which somebody else wrote, in order; nothing is published.
    func foreignPaths(beside tree: ManifestTree) async throws -> [String]

    /// What is published of ours in the folders of tenants, by tenant and file name; without what somebody else changed.
    func published(of tenants: [String]) async throws -> [String: [String: [UInt8]]]

    /// Does what can wait until a publication has been acknowledged.
    func tidy() async
}

extension ManifestPublisher {
    /// Publishes without taking anything over.
    package func publish(_ tree: ManifestTree, message: CommitMessage) async throws -> PublishReport {
        try await publish(tree, message: message, takingOver: false)
    }
}
