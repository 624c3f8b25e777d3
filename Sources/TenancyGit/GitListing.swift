// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The files of a commit, and how many of them each folder has in it.
struct GitListing: Sendable {
    private(set) var entries: [String: GitEntry]
    private var folders: [String: Int] = [:]

    init(_ entries: [String: GitEntry] = [:]) {
        self.entries = entries
        for path in entries.keys { count(path, 1) }
    }

    /// Whether a path is a folder, files at other paths aside.
    func isFolder(_ path: String, without removed: [String]) -> Bool {
        guard let count = folders[path] else { return false }
        return count > removed.count { $0.hasPrefix(path + "/") }
    }

    mutating func apply(_ changes: [GitChange]) {
        for change in changes {
            count(change.path, (change.entry == nil ? 0 : 1) - (entries[change.path] == nil ? 0 : 1))
            entries[change.path] = change.entry
        }
    }

    private mutating func count(_ path: String, _ difference: Int) {
        guard difference != 0 else { return }
        for folder in Self.folders(above: path) { folders[folder, default: 0] += difference }
    }

    /// `a` and `a/b` of `a/b/c`.
    static func folders(above path: String) -> [String] {
        path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
    }
}
