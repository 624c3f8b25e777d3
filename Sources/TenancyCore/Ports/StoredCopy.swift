// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A copy of the plan in a file of its own, which goes with the last reference to this object.
package final class StoredCopy: Sendable {
    /// Where the copy is.
    package let path: String
    /// The revision that it stands at.
    package let revision: Int64
    private let remove: @Sendable () -> Void

    /// - Parameter remove: removes the file.
    package init(path: String, revision: Int64, remove: @escaping @Sendable () -> Void) {
        self.path = path
        self.revision = revision
        self.remove = remove
    }

    deinit { remove() }
}
