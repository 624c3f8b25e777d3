// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A tree of files: path, with `/` between components, to content.
package struct ManifestTree: Sendable, Equatable {
    package private(set) var files: [String: [UInt8]] = [:]

    package init() {}

    package subscript(path: String) -> [UInt8]? {
        get { files[path] }
        set { files[path] = newValue }
    }

    /// The paths in order.
    package var paths: [String] { files.keys.sorted() }
}

/// The message of a commit: a subject, and who asked for what.
package struct CommitMessage: Sendable, Equatable {
    package let subject: String
    /// Lines such as `Tenancy-Revision: 7`, in this order.
    package let trailers: [Trailer]
    /// The time of the commit: that of the revision, so that the same plan gives the same commit.
    package let time: Timestamp

    package struct Trailer: Sendable, Equatable {
        package let name: String
        package let value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(subject: String, trailers: [Trailer], time: Timestamp) {
        self.subject = subject
        self.trailers = trailers
        self.time = time
    }
}

/// What publishing did.
package struct PublishReport: Sendable, Equatable {
    /// The commit that holds the tree, full hexadecimal; the one from before when nothing changed.
    package let commit: String
    /// The paths that were added, changed or removed, sorted; empty when nothing changed.
    package let changed: [String]
    /// Whether the commit is on the remote; `nil` when there is none.
    package let pushed: Bool?

    package init(commit: String, changed: [String], pushed: Bool?) {
        self.commit = commit
        self.changed = changed
        self.pushed = pushed
    }
}

/// The repository that Argo CD or Flux reads.
package protocol ManifestPublisher: Sendable {
    /// Makes the tree the content of our paths on the branch: one commit, or none when it already is. Files that are not ours stay.
    ///
    /// - Throws: `TenancyError` when the repository cannot be written, when somebody changed one of our files, or when the remote refuses.
    func publish(_ tree: ManifestTree, message: CommitMessage) async throws -> PublishReport
}
