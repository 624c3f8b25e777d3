// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What it takes to make a branch hold our files, and what forbids it.
///
/// Ours is what we wrote: a file that is as we left it may be replaced or removed, one that somebody deleted is written again, and everything
/// else at our paths is foreign and stays, unless it is taken over. Foreign files at other paths do not matter.
struct Publication: Sendable, Equatable {
    /// Sorted by path.
    var changes: [GitChange]
    /// Paths of ours with content that we did not write; sorted.
    let foreign: [String]

    /// Compares the files that shall be, those we wrote last, and those on the branch, at the paths where they may differ.
    ///
    /// - Parameter takingOver: whether foreign content is replaced, and what stands in the way of a path is removed.
    init(
        paths: some Sequence<String>, desired: [String: GitEntry], owned: [String: GitEntry], present: GitListing,
        takingOver: Bool = false
    ) {
        var changes: [GitChange] = []
        var foreign: Set<String> = []
        for path in paths where desired[path] != present.entries[path] {
            if let content = present.entries[path], content != owned[path] {
                foreign.insert(path)
                guard takingOver else { continue }
            }
            changes.append(GitChange(path: path, entry: desired[path]))
        }
        // Only a new path can meet a folder of its name, or a file in the place of its folder.
        let removed = changes.filter { $0.entry == nil }.map(\.path)
        var gone = Set(removed)
        for change in changes where change.entry != nil && present.entries[change.path] == nil {
            var obstacles: [String] = []
            if present.isFolder(change.path, without: removed) {
                foreign.insert(change.path)
                if takingOver { obstacles = present.entries.keys.filter { $0.hasPrefix(change.path + "/") } }
            }
            let files = GitListing.folders(above: change.path).filter {
                present.entries[$0] != nil && !gone.contains($0)
            }
            foreign.formUnion(files)
            guard takingOver else { continue }
            for path in obstacles + files where gone.insert(path).inserted {
                changes.append(GitChange(path: path, entry: nil))
            }
        }
        self.changes = changes.sorted { $0.path < $1.path }
        self.foreign = foreign.sorted()
    }
}
