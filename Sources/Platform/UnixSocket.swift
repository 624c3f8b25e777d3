// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Sockets with a path in the file system, or in the abstract namespace with a leading `@`.
package enum UnixSocket {
    /// Connects to a listening stream socket. The corresponding C function is `connect`.
    package static func connect(_ path: String) throws(SystemError) -> FileDescriptor {
        try connect(path, type: SOCK_STREAM)
    }

    static func connect(
        _ path: String, type: __socket_type = SOCK_STREAM, deadline: ContinuousClock.Instant? = nil
    ) throws(SystemError) -> FileDescriptor {
        let socket = try make(type)
        if let deadline {
            do throws(Errno) {
                try socket.setTimeout(until: deadline)
            } catch {
                throw SystemError("connect to \(path)", error)
            }
        }
        let error = unsafe clinux_unix_connect(socket.raw, path)
        guard error == 0 else { throw SystemError("connect to \(path)", Errno(rawValue: error)) }
        return socket
    }

    /// Listens at `path` with exactly `mode` and, if given, `group`.
    ///
    /// A socket file nobody listens at, left behind by a process that was killed, is replaced. One that answers, and
    /// anything else than a socket, is refused with `EADDRINUSE`. Two processes that start at the same time must
    /// settle it by a ``FileLock`` before. The corresponding C functions are `bind` and `listen`.
    package static func listen(_ path: String, mode: UInt32, group: UInt32? = nil) throws(SystemError) -> FileDescriptor
    {
        let action = "listen at \(path)"
        let socket = try make(SOCK_STREAM)
        var error = unsafe clinux_unix_bind(socket.raw, path)
        if error == EADDRINUSE, isStale(path) {
            unsafe unlink(path)
            error = unsafe clinux_unix_bind(socket.raw, path)
        }
        guard error == 0 else { throw SystemError(action, Errno(rawValue: error)) }
        // Before listen(2) every connection is refused, so nobody gets in while the permissions are still wider.
        guard group.map({ unsafe chown(path, .max, $0) }) ?? 0 == 0, unsafe chmod(path, mode) == 0,
            Glibc.listen(socket.raw, SOMAXCONN) == 0
        else {
            let reason = Errno.current
            unsafe unlink(path)
            throw SystemError(action, reason)
        }
        return socket
    }

    private static func isStale(_ path: String) -> Bool {
        do throws(SystemError) {
            _ = try connect(path)
            return false
        } catch {
            var status = stat()
            let isSocket = unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
            return isSocket && error.reason.rawValue == ECONNREFUSED
        }
    }

    private static func make(_ type: __socket_type) throws(SystemError) -> FileDescriptor {
        let descriptor = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("make a Unix socket") }
        return FileDescriptor(adopting: descriptor)
    }
}
