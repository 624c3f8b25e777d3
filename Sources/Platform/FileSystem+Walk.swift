// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

extension FileSystem {
    /// The paths of the files below a directory, without it, sorted by bytes.
    ///
    /// Names that begin with a dot are left out, links to directories are not followed. The corresponding C function is `lstat`.
    package static func files(below directory: String) throws(SystemError) -> [String] {
        var paths: [String] = []
        for name in try list(directory) where !name.hasPrefix(".") {
            let path = "\(directory)/\(name)"
            var status = stat()
            guard unsafe lstat(path, &status) == 0 else { throw SystemError("read \(path)") }
            if status.st_mode & S_IFMT == S_IFDIR {
                for inner in try files(below: path) { paths.append("\(name)/\(inner)") }
            } else if !isDirectory(path) {
                paths.append(name)
            }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
