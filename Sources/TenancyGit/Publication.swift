// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What it takes to make a branch hold our files, and what forbids it.
///
/// Ours is what we wrote: a file that is as we left it may be replaced or removed, one that somebody deleted is written again, and everything
/// else at our paths is foreign and stays. Foreign files at other paths do not matter.
struct Publication: Sendable, Equatable {
    /// Sorted by path.
    let changes: [GitChange]
    /// Paths of ours with content that we did not write; sorted.
    let foreign: [String]

    /// Compares the files that shall be, those we wrote last, and those on the branch.
    init(desired: [String: GitEntry], owned: [String: GitEntry], present: [String: GitEntry]) {
        var changes: [GitChange] = []
        var foreign: Set<String> = []
        for path in Set(desired.keys).union(owned.keys).sorted() where desired[path] != present[path] {
            if let content = present[path], content != owned[path] {
                foreign.insert(path)
            } else {
                changes.append(GitChange(path: path, entry: desired[path]))
            }
        }
        // Only a new path can meet a folder of its name, or a file in the place of its folder.
        let added = changes.filter { $0.entry != nil && present[$0.path] == nil }
        if !added.isEmpty {
            let removed = changes.lazy.filter { $0.entry == nil }.map(\.path)
            let staying = Set(present.keys).subtracting(removed)
            let folders = Set(staying.flatMap(Self.folders(above:)))
            for change in added {
                if folders.contains(change.path) { foreign.insert(change.path) }
                foreign.formUnion(Self.folders(above: change.path).filter(staying.contains))
            }
        }
        self.changes = changes
        self.foreign = foreign.sorted()
    }

    /// `a` and `a/b` of `a/b/c`.
    private static func folders(above path: String) -> [String] {
        path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
    }
}
