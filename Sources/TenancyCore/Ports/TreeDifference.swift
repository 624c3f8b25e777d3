// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How a tree of manifests differs from what is published of ours.
package struct TreeDifference: Sendable, Equatable {
    /// The published files with another content than the tree has, or that it does not have; by path in the tree.
    package let published: [String: [UInt8]]
    /// The paths of the tree at which nothing of ours is published.
    package let added: Set<String>

    package init(published: [String: [UInt8]], added: Set<String>) {
        self.published = published
        self.added = added
    }
}
