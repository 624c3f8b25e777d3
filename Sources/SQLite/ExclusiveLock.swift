// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The right to be the one process that uses a database, held by a lock file as long as this value lives.
///
/// The file holds the process id and stays behind; the kernel lets go of the lock with the process, however that ends.
/// The corresponding C function is `flock`.
package struct ExclusiveLock: ~Copyable, Sendable {
    /// Why the lock was not taken.
    package enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// Another process has it; its id when the file could be read.
        case held(path: String, process: Int?)
        /// The file cannot be opened, locked or written.
        case system(path: String, code: Int32)

        package var description: String {
            switch self {
            case .held(let path, let process?): "cannot lock \(path): held by process \(process)"
            case .held(let path, nil): "cannot lock \(path): held by another process"
            case .system(let path, let code): "cannot lock \(path): \(unsafe String(cString: strerror(code)))"
            }
        }
    }

    private let descriptor: Int32

    /// Takes the lock or throws; never waits.
    package init(path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let process = Self.process(in: descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK ? .held(path: path, process: process) : .system(path: path, code: code)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, unsafe pwrite(descriptor, text, text.count, 0) == text.count else {
            let code = errno
            close(descriptor)
            throw .system(path: path, code: code)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private static func process(in descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
