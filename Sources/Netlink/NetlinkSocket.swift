// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CNetlink
private import Glibc

/// A socket to the kernel's routing subsystem: sends changes in batches, reads its state.
///
/// libnl allocates, connects and sends; answers are read here, because libnl turns a lost answer (ENOBUFS) into "out of memory" and knows
/// neither the kernel's error texts nor strict dumps. The socket belongs to the network namespace of the thread that opens it.
/// Calls block for as long as the kernel needs; they never wait for something that does not come.
@safe package struct NetlinkSocket: ~Copyable {
    /// As many messages as have their answers fit the smallest receive buffer (S 2.11): more would lose error reports.
    package static let batchLimit = 256

    private let handle: OpaquePointer
    private let descriptor: Int32
    var sequence: UInt32 = 0
    var outbox = MessageBuffer()
    /// The kernel fills up to 32 KiB per read of a dump when it is offered that much; batches of answers are smaller.
    var inbox = [UInt8](repeating: 0, count: 128 * 1024)

    /// Opens the socket with extended errors, strict checks and a large receive buffer.
    ///
    /// The corresponding C functions are `nl_socket_alloc` and `nl_connect`.
    package init() throws(NetlinkError) { try self.init(NETLINK_ROUTE) }

    /// - Parameter subsystem: The part of the kernel that it speaks to, as `socket(2)` numbers it.
    init(_ subsystem: Int32) throws(NetlinkError) {
        let request = "open a netlink socket"
        guard let handle = unsafe nl_socket_alloc() else { throw NetlinkError(errno: ENOMEM, request: request) }
        let code = unsafe nl_connect(handle, subsystem)
        guard code == 0 else {
            let number = errno
            unsafe nl_socket_free(handle)
            throw NetlinkError(
                errno: number, kernelText: unsafe nl_geterror(code).map { unsafe String(cString: $0) }, request: request
            )
        }
        let descriptor = unsafe nl_socket_get_fd(handle)
        for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
            guard Self.set(descriptor, SOL_NETLINK, option, 1) else {
                let number = errno
                unsafe nl_socket_free(handle)
                throw NetlinkError(errno: number, request: "set netlink socket option \(option)")
            }
        }
        // Beyond net.core.rmem_max needs CAP_NET_ADMIN; without it the limit is what we get.
        let bytes: Int32 = 8 << 20
        if !Self.set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, bytes) {
            _ = Self.set(descriptor, SOL_SOCKET, SO_RCVBUF, bytes)
        }
        unsafe self.handle = handle
        self.descriptor = descriptor
    }

    deinit {
        unsafe nl_socket_free(handle)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// The port that the kernel's echoes of our changes carry.
    package var port: UInt32 { unsafe nl_socket_get_local_port(handle) }

    // MARK: Batches

    /// Sends messages in batches, and hands out what the kernel answers to each. Returns when the last message of the last batch is answered.
    ///
    /// - Parameters:
    ///   - isFenced: Whether the messages are answered only when they are refused: then the last one of each batch is to be acknowledged.
    ///   - encode: Appends the message for a position, or nothing when there is none.
    ///   - answer: Is called with the position and the answer; it may throw, and the answers that are left are then passed over by their sequence.
    mutating func exchange(
        _ count: Int, isFenced: Bool, _ what: @autoclosure () -> String,
        encode: (Int, inout MessageBuffer, UInt32) -> Void,
        answer: (Int, MessageHeader, RawSpan) throws(NetlinkError) -> Void
    ) throws(NetlinkError) {
        var start = 0
        while start < count {
            let first = sequence &+ 1
            let end = min(start + Self.batchLimit, count)
            var fence = sequence
            outbox.removeAll()
            for position in start..<end {
                sequence &+= 1
                let before = outbox.count
                encode(position, &outbox, sequence)
                if outbox.count > before { fence = sequence }
            }
            defer { start = end }
            if outbox.count == 0 { continue }
            // Requests are handled in order within the send, so the answer to the last one is the fence for all.
            if isFenced { outbox.addFlags(Wire.Flag.acknowledge) }
            try send(what())
            var isComplete = false
            while !isComplete {
                let length = try receive(what())
                let span = unsafe inbox.span.bytes.extracting(0..<length)
                var offset = 0
                while let header = span.message(at: offset) {
                    offset = header.end
                    // Answers to an earlier, abandoned request are not ours.
                    let position = Int(header.sequence &- first)
                    guard position < end - start else { continue }
                    if header.sequence == fence, !isFenced || header.type == Wire.Message.error { isComplete = true }
                    try answer(start + position, header, span)
                }
            }
        }
    }

    // MARK: Bytes

    /// Sends the outbox. The corresponding C function is `nl_sendto`.
    mutating func send(_ what: @autoclosure () -> String) throws(NetlinkError) {
        let code = unsafe outbox.withUnsafeBytes { bytes in
            unsafe nl_sendto(handle, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
        guard code < 0 else { return }
        let number = errno
        throw NetlinkError(
            errno: number, kernelText: unsafe nl_geterror(code).map { unsafe String(cString: $0) }, request: what())
    }

    /// Reads one datagram and returns its length.
    ///
    /// The kernel answers within the send (and the next part of a dump within the read before), so an empty queue means a lost answer.
    mutating func receive(_ what: @autoclosure () -> String) throws(NetlinkError) -> Int {
        while true {
            let (length, number) = unsafe inbox.withUnsafeMutableBytes { bytes in
                let length = unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
                return (length, errno)
            }
            if length > inbox.count { throw NetlinkError(errno: EMSGSIZE, request: what()) }
            if length > 0 { return length }
            if number == EINTR { continue }
            throw NetlinkError(errno: number == EAGAIN ? ENOBUFS : number, request: what())
        }
    }
}
