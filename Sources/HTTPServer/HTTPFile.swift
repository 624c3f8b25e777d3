// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A file that is sent as the body of an answer, without being read into memory.
package struct HTTPFile: Sendable {
    let path: String
    /// Whoever keeps the file until it is open; it may remove it then.
    let owner: any Sendable

    package init(path: String, owner: any Sendable) {
        self.path = path
        self.owner = owner
    }
}
