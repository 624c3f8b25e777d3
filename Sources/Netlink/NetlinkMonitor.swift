// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CNetlink
private import Glibc

/// The one socket on which the kernel tells what others change: links, addresses, routes, rules and next hops, in their true order.
///
/// It belongs to the network namespace of the thread that opens it; any thread may then read it, one at a time.
@safe package final class NetlinkMonitor: Sendable {
    private let descriptor: Int32
    /// Readable once the monitor is stopped.
    private let stopped: Int32

    /// Subscribes. What happens from then on is not missed, or `receive` says that it was.
    ///
    /// - Parameters:
    ///   - port: The port of the socket that writes. The kernel leaves its echoes out: they are what fills a buffer.
    ///   - buffer: In bytes; the default holds 200,000 events.
    package init(ignoring port: UInt32, buffer: Int32 = 64 << 20) throws(NetlinkError) {
        let request = "open a netlink socket for events"
        let descriptor = socket(
            AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
        guard descriptor >= 0 else { throw NetlinkError(errno: errno, request: request) }
        let stopped = cnetlink_eventfd()
        guard stopped >= 0 else {
            let number = errno
            close(descriptor)
            throw NetlinkError(errno: number, request: request)
        }
        if cnetlink_ignore_port(descriptor, port) != 0 || !Self.bind(descriptor) || !Self.join(descriptor) {
            let number = errno
            close(descriptor)
            close(stopped)
            throw NetlinkError(errno: number, request: request)
        }
        // Beyond net.core.rmem_max needs CAP_NET_ADMIN; without it the limit is what we get, and a storm is told as such.
        var bytes = buffer
        let size = socklen_t(MemoryLayout<Int32>.size)
        if unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, size) != 0 {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, size)
        }
        self.descriptor = descriptor
        self.stopped = stopped
    }

    deinit {
        close(descriptor)
        close(stopped)
    }

    /// Before the groups are joined: the kernel tells nothing to a socket without a port of its own.
    private static func bind(_ descriptor: Int32) -> Bool {
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_nl>.size)) == 0
            }
        }
    }

    private static func join(_ descriptor: Int32) -> Bool {
        let groups = [
            RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
            RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, RTNLGRP_NEXTHOP,
        ]
        return groups.allSatisfy { group in
            var number = Int32(group.rawValue)
            return unsafe setsockopt(
                descriptor, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &number, socklen_t(MemoryLayout<Int32>.size)) == 0
        }
    }

    /// Makes this and every later `receive` return at once. May be called from any thread.
    package func stop() {
        var one: UInt64 = 1
        _ = unsafe write(stopped, &one, 8)
    }

    /// Waits until there are events, at most for `limit` (nil: for ever), and returns those that are there. Blocks the thread.
    ///
    /// - Throws: `NetlinkError`; `isOverrun` when the buffer was full and events are lost: then anything may have changed.
    package func receive(within limit: Duration?) throws(NetlinkError) -> [NetworkEvent] {
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stopped, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&descriptors, 2, limit.map(Self.milliseconds) ?? -1) > 0, descriptors[0].revents != 0 else {
            return []
        }
        var inbox = [UInt8](repeating: 0, count: 64 * 1024)
        var events: [NetworkEvent] = []
        // A storm must not keep us here for ever.
        for _ in 0..<4096 {
            let (length, number) = unsafe inbox.withUnsafeMutableBytes { bytes in
                let length = unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
                return (length, errno)
            }
            if length < 0 {
                if number == EINTR { continue }
                if number == EAGAIN { break }
                throw NetlinkError(errno: number, request: "read network events")
            }
            // A truncated message is a lost one.
            guard length <= inbox.count else { throw NetlinkError(errno: ENOBUFS, request: "read network events") }
            let span = unsafe inbox.span.bytes.extracting(0..<length)
            var offset = 0
            while let header = span.message(at: offset) {
                offset = header.end
                if let event = NetworkEvent(span, header) { events.append(event) }
            }
        }
        return events
    }

    /// Rounded up, so that a deadline has passed when the wait is over.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let parts = max(duration, .zero).components
        return Int32(clamping: parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
