// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What stands at a path in a tree: for a plain file `100644` and the id of its content.
struct GitEntry: Sendable, Equatable {
    let mode: String
    let id: String

    init(mode: String, id: String) {
        self.mode = mode
        self.id = id
    }

    /// A plain file.
    init(blob id: String) { self.init(mode: "100644", id: id) }

    /// A plain file whose content the repository does not have yet; it is no entry of any tree.
    static let pending = GitEntry(blob: "")
}

/// A path with its new content, or `nil` for its removal.
struct GitChange: Sendable, Equatable {
    let path: String
    let entry: GitEntry?
}
