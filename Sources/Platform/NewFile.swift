// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file that is being written under a name of its own, and appears under the wanted one when it is whole.
///
/// Until then, and when it is never finished, nothing is at the wanted path.
package struct NewFile: ~Copyable {
    private let path: String
    private let temporary: String
    private let file: FileDescriptor
    private let mode: UInt32

    /// Starts a file that only this user may read until it is finished. Fails when something is at `path` already.
    package init(_ path: String, mode: UInt32) throws(SystemError) {
        let (directory, name) = FileSystem.split(path)
        self.path = path
        self.mode = mode
        temporary = "\(directory)/.\(name).\(UInt64.random(in: .min ... .max))"
        guard !FileSystem.exists(path) else { throw SystemError("create \(path)", Errno(rawValue: EEXIST)) }
        do throws(Errno) {
            file = try FileSystem.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        } catch {
            throw SystemError("create \(path)", error)
        }
    }

    deinit {
        unsafe unlink(temporary)
    }

    /// Adds bytes at the end.
    package func write(_ bytes: some Sequence<UInt8>) throws(SystemError) {
        do throws(Errno) {
            try file.write(bytes)
        } catch {
            throw SystemError("write \(path)", error)
        }
    }

    /// Puts content and name on the disk; a file that came to be at the path meanwhile is not replaced. The corresponding C functions are `fsync` and
    /// `link`.
    package consuming func finish() throws(SystemError) {
        guard fchmod(file.raw, mode) == 0, fsync(file.raw) == 0, unsafe link(temporary, path) == 0 else {
            throw SystemError("create \(path)")
        }
        try FileSystem.synchronize(FileSystem.split(path).directory)
    }
}
