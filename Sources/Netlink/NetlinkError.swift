// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// What the kernel refused, why, and in whose words.
package struct NetlinkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kernel's error number, positive.
    package let errno: Int32
    /// The kernel's own explanation (extended ack); many errors come without one.
    package let kernelText: String?
    /// What was asked for, as it follows "cannot".
    package let request: String

    package init(errno: Int32, kernelText: String? = nil, request: String) {
        self.errno = errno
        self.kernelText = kernelText
        self.request = request
    }

    /// The reason alone: the error number's text, and the kernel's own words when it has any.
    package var reason: String {
        var number = [CChar](repeating: 0, count: 128)
        // The XSI form: fills the buffer, so another thread's text cannot get in between.
        _ = unsafe strerror_r(errno, &number, number.count)
        let text = String(decoding: number.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return kernelText.map { "\(text) (kernel: \($0))" } ?? text
    }

    package var description: String { "cannot \(request): \(reason)" }
}

extension NetlinkError {
    /// Whether the object asked about, or a device it needs, is not there.
    package var isMissing: Bool { [ENODEV, ESRCH, ENOENT, EADDRNOTAVAIL].contains(errno) }

    /// Whether an object with the same key is there already.
    package var isExisting: Bool { errno == EEXIST }

    /// Whether replies were lost because the socket's receive buffer was full: what was asked may have been done.
    package var isOverrun: Bool { errno == ENOBUFS }

    /// Whether the kernel lacks what was asked for: a kind of link whose module is not there, or an address family.
    package var isUnsupported: Bool { errno == EOPNOTSUPP || errno == EAFNOSUPPORT }

    /// Whether the interface, or the one below it, is down.
    package var isNetworkDown: Bool { errno == ENETDOWN }

    /// Whether the process may not do this.
    package var isNotPermitted: Bool { errno == EPERM || errno == EACCES }

    /// There is no device of that name.
    package static func noDevice(_ name: String) -> NetlinkError {
        NetlinkError(errno: ENODEV, request: "find device \(name)")
    }
}
