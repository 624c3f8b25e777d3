// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Platform

/// A listening socket for an ``HTTPServer``.
package struct HTTPListener: ~Copyable {
    let descriptor: FileDescriptor
    private let path: String?

    /// Listens at a path of the file system; see ``UnixSocket/listen(_:mode:group:)`` for who is replaced and who refused.
    /// The socket file goes with the listener.
    package init(path: String, mode: UInt32 = 0o660, group: UInt32? = nil) throws(SystemError) {
        descriptor = try UnixSocket.listen(path, mode: mode, group: group)
        self.path = path
    }

    /// Takes over a socket that listens already, as from socket activation; its file, if any, stays.
    package init(adopting descriptor: Int32) {
        self.descriptor = FileDescriptor(adopting: descriptor)
        path = nil
    }

    deinit {
        if let path { unsafe unlink(path) }
    }
}
