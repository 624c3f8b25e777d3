// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One open descriptor, closed when this value goes.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for calls that take it; it is valid as long as this value lives.
    package let raw: Int32

    /// Takes over an open descriptor, which nobody else may close from now on.
    package init(adopting raw: Int32) {
        self.raw = raw
    }

    deinit {
        close(raw)
    }

    /// Gives the descriptor to a C library that closes it by itself.
    package consuming func release() -> Int32 {
        let raw = raw
        discard self
        return raw
    }

    /// Reads at most `buffer.count` bytes; 0 is the end. The corresponding C function is `read`.
    package func read(into buffer: inout [UInt8]) throws(Errno) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(raw, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            let reason = Errno.current
            if reason.rawValue != EINTR { throw reason }
        }
    }

    /// Writes all of `bytes`, however many calls it takes. The corresponding C function is `write`.
    package func write(_ bytes: some Sequence<UInt8>) throws(Errno) {
        let bytes = Array(bytes)
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
                return unsafe Glibc.write(raw, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                offset += count
            } else {
                let reason = Errno.current
                if reason.rawValue != EINTR { throw reason }
            }
        }
    }

    /// Makes reads and writes fail with `EAGAIN` where they would wait. The corresponding C function is `fcntl`.
    package func setNonBlocking() {
        _ = fcntl(raw, F_SETFL, fcntl(raw, F_GETFL) | O_NONBLOCK)
    }
}
