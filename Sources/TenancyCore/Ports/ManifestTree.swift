// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A tree of files: path, with `/` between components, to content.
package struct ManifestTree: Sendable, Equatable {
    /// By folder, so that what two trees have in common is seen without a look at each file.
    private var folders: [String: [String: [UInt8]]] = [:]
    private var lineage = Lineage<String>()

    package init() {}

    /// All files by their path.
    package var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (folder, contents) in folders {
            for (name, bytes) in contents { files[Self.path(folder, name)] = bytes }
        }
        return files
    }

    package subscript(path: String) -> [UInt8]? {
        get {
            let (folder, name) = Self.split(path)
            return folders[folder]?[name]
        }
        set {
            let (folder, name) = Self.split(path)
            self[folder: folder][name] = newValue
        }
    }

    /// The files of a folder by their name, without those of the folders in it.
    package subscript(folder folder: String) -> [String: [UInt8]] {
        get { folders[folder] ?? [:] }
        set {
            lineage.note(folder)
            folders[folder] = newValue.isEmpty ? nil : newValue
        }
    }

    /// The folders with files, in order.
    package var folderPaths: [String] { folders.keys.sorted() }

    /// The paths in order.
    package var paths: [String] { files.keys.sorted() }

    /// Makes the tree one that others made from it are compared with at the cost of what they changed.
    package mutating func complete() {
        lineage.complete()
    }

    package static func == (one: Self, other: Self) -> Bool { one.folders == other.folders }

    /// The paths that differ from another tree, in order. Of a complete tree that this one was made from only the folders are looked at that were changed since; of any other
    /// all, and of a folder that one took over from the other no file.
    package func paths(changedSince old: ManifestTree) -> [String] {
        var paths: [String] = []
        func compare(_ folder: String, _ new: [String: [UInt8]], _ old: [String: [UInt8]]) {
            // Equal storage is seen as such before any element is.
            if new == old { return }
            for (name, bytes) in new where old[name] != bytes { paths.append(Self.path(folder, name)) }
            for name in old.keys where new[name] == nil { paths.append(Self.path(folder, name)) }
        }
        if let changed = lineage.changes(since: old.lineage) {
            for folder in changed { compare(folder, folders[folder] ?? [:], old.folders[folder] ?? [:]) }
            return paths.sorted()
        }
        for (folder, contents) in folders { compare(folder, contents, old.folders[folder] ?? [:]) }
        for (folder, contents) in old.folders where folders[folder] == nil { compare(folder, [:], contents) }
        return paths.sorted()
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }

    private static func path(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}
