// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The repository that Argo CD or Flux reads.
package protocol ManifestPublisher: Sendable {
    /// Makes the tree the content of our paths on the branch: one commit, or none when it already is. Files that are not ours stay.
    ///
    /// - Throws: `TenancyError` when the repository cannot be written, when somebody changed one of our files, or when the remote refuses.
    func publish(_ tree: ManifestTree, message: CommitMessage) async throws -> PublishReport
}
