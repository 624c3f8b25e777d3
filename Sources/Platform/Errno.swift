// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An error number of the kernel or the C library; an open set, so a number and not an enum.
package struct Errno: Error, Equatable, Sendable, RawRepresentable, CustomStringConvertible {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The number the last failed C call of this thread left behind.
    static var current: Errno { Errno(rawValue: errno) }

    /// The C library's text, such as `Permission denied`. The corresponding C function is `strerror_r`.
    package var description: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let start = buffer.baseAddress, unsafe strerror_r(rawValue, start, buffer.count) == 0 else {
                return "error \(rawValue)"
            }
            return unsafe String(cString: start)
        }
    }

    /// The caller may not.
    package var isDenial: Bool { rawValue == EACCES || rawValue == EPERM }

    /// The other end of a connection is gone.
    package var isDisconnect: Bool { rawValue == EPIPE || rawValue == ECONNRESET }

    package var isTimeout: Bool { rawValue == ETIMEDOUT }
}
