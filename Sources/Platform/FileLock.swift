// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An exclusive lock on a file, held until this value goes or the process ends, however it ends.
///
/// The file holds the owner's process id. It stays when the lock is released: removing it would let a third
/// process lock a new file of the same name beside the one a second process holds open.
package struct FileLock: ~Copyable, Sendable {
    private let file: FileDescriptor

    /// Takes the lock or throws; makes the file when it is missing. The corresponding C function is `flock`.
    ///
    /// A lock of a live process is refused at once. One of a process that is gone, or of this one, is waited for a little: between its fork and its
    /// exec a child has all descriptors of its parent, and so the lock that the parent has just given up.
    package init(_ path: String) throws(FileLockError) {
        let file: FileDescriptor
        do throws(Errno) {
            file = try FileSystem.open(path, O_RDWR | O_CREAT, mode: 0o600)
        } catch {
            throw .system(SystemError("open lock \(path)", error))
        }
        var attempts = 100
        while flock(file.raw, LOCK_EX | LOCK_NB) != 0 {
            let reason = Errno.current
            guard reason.rawValue == EWOULDBLOCK else { throw .system(SystemError("lock \(path)", reason)) }
            let content = try? FileSystem.read(path, limit: 32)
            let holder = content.flatMap { Int32(String(decoding: $0, as: UTF8.self).prefix { $0 != "\n" }) }
            let isGone = holder.map { $0 == getpid() || (kill($0, 0) != 0 && errno == ESRCH) } ?? true
            attempts -= 1
            guard isGone, attempts > 0 else { throw .held(path: path, holder: holder) }
            usleep(10_000)
        }
        do throws(Errno) {
            guard ftruncate(file.raw, 0) == 0 else { throw .current }
            try file.write("\(getpid())\n".utf8)
        } catch {
            throw .system(SystemError("write lock \(path)", error))
        }
        self.file = file
    }
}
