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
    /// A file with `user:password` or a token alone, for a remote over HTTP; read each time, so that it can be replaced.
    package var credentialFile: String?
    /// What commits are signed with: a file with a private SSH key, or the id of an OpenPGP key; `nil` for no signature.
    package var signingKey: String?
    /// Who may sign what is read here, in the form of ssh-keygen(1), ALLOWED SIGNERS; `nil` when nobody has to.
    package var allowedSigners: String?
    package var signingFormat = SigningFormat.ssh
    /// The keys of GnuPG.
    package var gnupgHome: String?
    /// Who writes here, as each commit says: what another writer of the same folder published is not ours.
    package var writer = "tenancy"
    /// The branch that people review and merge; `nil` to publish at once.
    package var proposalBranch: String?
    package var authorName = "Tenancy"
    package var authorEmail = "tenancy@localhost"
    package var executable = "git"
    /// How long one `git` command may take.
    package var deadline = Duration.seconds(60)

    package enum SigningFormat: String, Sendable, CaseIterable {
        case ssh
        case openpgp
    }

    /// Whether others write to the branch as a matter of course.
    package var isShared: Bool { remote != nil || proposalBranch != nil }

    package init(repository: String) { self.repository = repository }
}
