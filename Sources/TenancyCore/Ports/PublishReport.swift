// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What publishing did.
package struct PublishReport: Sendable, Equatable {
    /// The commit that holds the tree, full hexadecimal; the one from before when nothing changed.
    package let commit: String
    /// The paths that were added, changed or removed, sorted; empty when nothing changed.
    package let changed: [String]
    /// Whether the commit is on the remote; `nil` when there is none.
    package let pushed: Bool?
    /// The branch that holds the commit until people merge it; `nil` when it is published.
    package var proposal: String?
    /// Paths with content of somebody else that were replaced or removed; sorted.
    package var takenOver: [String] = []
    /// A commit that was published before and that somebody took off the branch; its content is there again.
    package var rewritten: String?

    package init(commit: String, changed: [String], pushed: Bool?) {
        self.commit = commit
        self.changed = changed
        self.pushed = pushed
    }
}
