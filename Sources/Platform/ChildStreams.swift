// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a running child has written so far.
struct ChildStreams: ~Copyable {
    private(set) var stdout: Stream
    private(set) var stderr: Stream
    private let limit: Int

    init(stdout: consuming FileDescriptor, stderr: consuming FileDescriptor, limit: Int) {
        self.stdout = Stream(stdout)
        self.stderr = Stream(stderr)
        self.limit = limit
    }

    var isWithinLimit: Bool { stdout.bytes.count <= limit && stderr.bytes.count <= limit }

    /// Waits until the child writes or ends, at most `duration`, keeps what it wrote, and tells whether it has ended.
    mutating func read(from child: borrowing RunningChild, atMost duration: Duration) throws(Errno) -> Bool {
        var events = [child.exit, stdout.polled, stderr.polled].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = nfds_t(events.count)
        guard unsafe poll(&events, count, duration.pollTimeout) >= 0 else {
            let reason = Errno.current
            if reason.rawValue == EINTR { return false }
            throw reason
        }
        // The order matters: whatever the child wrote before its end is in the pipes when the end is seen.
        let hasEnded = events[0].revents != 0
        try stdout.drain(upTo: limit)
        try stderr.drain(upTo: limit)
        return hasEnded
    }

    /// One output stream, read without waiting.
    struct Stream: ~Copyable {
        private(set) var bytes: [UInt8] = []
        private let descriptor: FileDescriptor
        private var isOpen = true

        init(_ descriptor: consuming FileDescriptor) {
            descriptor.setNonBlocking()
            self.descriptor = descriptor
        }

        /// What to poll; poll(2) skips -1, so that a closed stream does not keep it awake.
        var polled: Int32 { isOpen ? descriptor.raw : -1 }

        mutating func drain(upTo limit: Int) throws(Errno) {
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while isOpen, bytes.count <= limit {
                let count: Int
                do throws(Errno) {
                    count = try descriptor.read(into: &chunk)
                } catch {
                    if error.rawValue == EAGAIN { return }
                    throw error
                }
                isOpen = count > 0
                bytes += chunk.prefix(count)
            }
        }
    }
}
