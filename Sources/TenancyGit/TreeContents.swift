// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// A tree as the repository names it, whether it was published or not.
struct TreeContents {
    private let folder: String
    private var tree = ManifestTree()
    /// By path in the repository; pending while the repository does not have the content.
    private(set) var files: [String: GitEntry] = [:]
    /// The contents of what is pending.
    private(set) var pending: [String: [UInt8]] = [:]

    init(folder: String) { self.folder = folder }

    /// A path of the tree in the repository.
    func path(_ inTree: String) -> String { folder.isEmpty ? inTree : "\(folder)/\(inTree)" }

    /// A path of the repository in the tree; `nil` for one beside it.
    func inTree(_ path: String) -> String? {
        if folder.isEmpty { return path }
        return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.utf8.count + 1)) : nil
    }

    /// Counts the trees that these were the contents of, one after the other.
    private(set) var version = 0

    /// Makes these the contents of another tree.
    ///
    /// - Returns: the paths in it at which the two differ, in order.
    @discardableResult
    mutating func take(_ new: ManifestTree) -> [String] {
        let changed = new.paths(changedSince: tree)
        if !changed.isEmpty { version += 1 }
        for inTree in changed {
            let path = path(inTree)
            pending[path] = new[inTree]
            files[path] = new[inTree].map { _ in .pending }
        }
        tree = new
        return changed
    }

    /// Notes the ids of contents that the repository has now.
    mutating func note(_ ids: [String: String]) {
        for (path, id) in ids {
            pending[path] = nil
            files[path] = GitEntry(blob: id)
        }
    }
}
