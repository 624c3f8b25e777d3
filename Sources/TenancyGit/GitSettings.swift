// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Where the manifests are published.
package struct GitSettings: Sendable, Equatable {
    /// The bare repository on this node; made when it is missing. With a remote it is a cache that may be deleted.
    package var repository: String
    /// The branch that Argo CD or Flux follows.
    package var branch = "main"
    /// The folder of the repository that holds the tree; empty for the root.
    package var folder = ""
    /// The repository to push to, as `git` takes it. A user and password in it never reach a command line or a message.
    package var remote: String?
    /// The private key for an SSH remote; `nil` leaves the choice to ssh.
    package var sshKey: String?
    /// The host keys that are trusted, instead of those in the user's own file.
    package var knownHosts: String?
    package var authorName = "Tenancy"
    package var authorEmail = "tenancy@localhost"
    package var executable = "git"
    /// How long one `git` command may take.
    package var deadline = Duration.seconds(60)

    package init(repository: String) { self.repository = repository }
}
