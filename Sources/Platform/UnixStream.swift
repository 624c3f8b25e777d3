// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A client's connection to a Unix socket, with one deadline for all that happens on it.
package struct UnixStream: ~Copyable {
    private let socket: FileDescriptor
    private let deadline: ContinuousClock.Instant

    /// Connects; `ETIMEDOUT` when the listener's queue stays full. The corresponding C function is `connect`.
    package init(connectingTo path: String, deadline: ContinuousClock.Instant) throws(SystemError) {
        do throws(SystemError) {
            socket = try UnixSocket.connect(path, deadline: deadline)
        } catch {
            throw SystemError(error.action, error.reason.orTimeout)
        }
        self.deadline = deadline
    }

    /// Sends all of `bytes`; `EPIPE`, and no signal, when the peer reads no more, `ETIMEDOUT` at the deadline.
    /// The corresponding C function is `send`.
    package func send(_ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try socket.setTimeout(until: deadline)
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(socket.raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else {
                let reason = Errno.current
                if reason.rawValue != EINTR { throw reason.orTimeout }
            }
        }
    }

    /// Receives at most `buffer.count` bytes; 0 is the end, `ETIMEDOUT` the deadline.
    /// The corresponding C function is `read`.
    package func receive(into buffer: inout [UInt8]) throws(Errno) -> Int {
        try socket.setTimeout(until: deadline)
        do throws(Errno) {
            return try socket.read(into: &buffer)
        } catch {
            throw error.orTimeout
        }
    }
}

extension FileDescriptor {
    /// Lets blocking calls on a socket end at `deadline` with `EAGAIN`. The corresponding C function is `setsockopt`.
    func setTimeout(until deadline: ContinuousClock.Instant) throws(Errno) {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw Errno(rawValue: ETIMEDOUT) }
        let (seconds, attoseconds) = left.components
        // Zero would mean "without end".
        var time = timeval(tv_sec: Int(seconds), tv_usec: max(1, Int(attoseconds / 1_000_000_000_000)))
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            let length = socklen_t(MemoryLayout<timeval>.size)
            guard unsafe setsockopt(raw, SOL_SOCKET, option, &time, length) == 0 else { throw .current }
        }
    }
}

extension Errno {
    /// A socket's timeout shows as `EAGAIN`.
    fileprivate var orTimeout: Errno { rawValue == EAGAIN ? Errno(rawValue: ETIMEDOUT) : self }
}
