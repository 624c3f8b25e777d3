// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

extension FileSystem {
    /// Puts what was written to a file, or the names in a directory, on the disk. The corresponding C function is `fsync`.
    package static func synchronize(_ path: String) throws(SystemError) {
        do throws(Errno) {
            let file = try open(path, O_RDONLY)
            guard fsync(file.raw) == 0 else { throw .current }
        } catch {
            throw SystemError("flush \(path)", error)
        }
    }

    /// Makes an empty file where nothing is yet. The corresponding C function is `open`.
    package static func create(_ path: String, mode: UInt32) throws(SystemError) {
        do throws(Errno) {
            _ = try open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        } catch {
            throw SystemError("create \(path)", error)
        }
    }

    /// Gives a file a second name, which must be free. The corresponding C function is `link`.
    package static func link(_ path: String, as other: String) throws(SystemError) {
        guard unsafe Glibc.link(path, other) == 0 else { throw SystemError("keep \(path) as \(other)") }
    }

    /// Moves a file over another in one step. The corresponding C function is `rename`.
    package static func move(_ path: String, over other: String) throws(SystemError) {
        guard unsafe rename(path, other) == 0 else { throw SystemError("put \(path) in the place of \(other)") }
    }

    /// The directory that holds a path.
    package static func directory(of path: String) -> String { split(path).directory }

    /// How many bytes a file has; `nil` when there is none. The corresponding C function is `stat`.
    package static func size(of path: String) -> Int64? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// How many bytes a file system has, and how many are left for us. The corresponding C function is `statvfs`.
    package static func space(at path: String) throws(SystemError) -> (available: Int64, total: Int64) {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw SystemError("ask for the space at \(path)") }
        let unit = Int64(status.f_frsize)
        return (Int64(status.f_bavail) * unit, Int64(status.f_blocks) * unit)
    }
}
