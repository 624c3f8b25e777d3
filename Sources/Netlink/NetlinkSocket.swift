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
    private var sequence: UInt32 = 0
    private var outbox = MessageBuffer()
    /// The kernel fills up to 32 KiB per read of a dump when it is offered that much; batches of answers are smaller.
    private var inbox = [UInt8](repeating: 0, count: 128 * 1024)

    /// Opens the socket with extended errors, strict checks and a large receive buffer.
    ///
    /// The corresponding C functions are `nl_socket_alloc` and `nl_connect`.
    package init() throws(NetlinkError) {
        let request = "open a netlink socket"
        guard let handle = unsafe nl_socket_alloc() else { throw NetlinkError(errno: ENOMEM, request: request) }
        let code = unsafe nl_connect(handle, NETLINK_ROUTE)
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

    // MARK: Changes

    /// Does one change, or throws the kernel's refusal.
    package mutating func perform(_ request: Request) throws(NetlinkError) {
        if let failure = try perform([request])[0] { throw failure }
    }

    /// Does the changes in order and returns the refusals by index; one refusal does not stop the others.
    ///
    /// Throws only when answers are lost: then any of the changes may or may not have been done.
    package mutating func perform(_ requests: [Request]) throws(NetlinkError) -> [Int: NetlinkError] {
        var failures: [Int: NetlinkError] = [:]
        var start = 0
        while start < requests.count {
            let end = min(start + Self.batchLimit, requests.count)
            try perform(requests, start..<end, &failures)
            start = end
        }
        return failures
    }

    private mutating func perform(
        _ requests: [Request], _ range: Range<Int>, _ failures: inout [Int: NetlinkError]
    ) throws(NetlinkError) {
        let what = "change the kernel's network state (\(range.count) requests)"
        let first = sequence &+ 1
        outbox.removeAll()
        for index in range {
            sequence &+= 1
            requests[index].encode(into: &outbox, sequence: sequence)
        }
        // Requests are handled in order within the send, so the answer to the last one is the fence for all.
        outbox.addFlags(Wire.Flag.acknowledge)
        try send(what)
        let fence = sequence
        var isComplete = false
        while !isComplete {
            let length = try receive(what)
            let span = unsafe inbox.span.bytes.extracting(0..<length)
            var offset = 0
            while let header = span.message(at: offset) {
                offset = header.end
                guard header.type == Wire.Message.error else { continue }
                // Answers to an earlier, abandoned request are not ours.
                let position = Int(header.sequence &- first)
                guard position < range.count else { continue }
                let index = range.lowerBound + position
                if let error = span.error(header, request: "apply '\(requests[index])'") { failures[index] = error }
                if header.sequence == fence { isComplete = true }
            }
        }
    }

    // MARK: Dumps

    /// All links of the namespace.
    package mutating func links() throws(NetlinkError) -> [NetworkLink] {
        try dump("read links", Wire.Message.getLink, answer: Wire.Message.newLink) { buffer in
            buffer.linkHeader(index: 0)
            buffer.attribute(Wire.Link.extensionMask, Wire.Link.skipStatistics)
        } decode: { span, range in
            NetworkLink(span, range)
        }
    }

    /// The link of that name, or nil when there is none.
    package mutating func link(named name: String) throws(NetlinkError) -> NetworkLink? {
        let what = "read link \(name)"
        sequence &+= 1
        outbox.removeAll()
        outbox.begin(Wire.Message.getLink, flags: Wire.Flag.acknowledge, sequence: sequence)
        outbox.linkHeader(index: 0)
        outbox.attribute(Wire.Link.name, name)
        outbox.attribute(Wire.Link.extensionMask, Wire.Link.skipStatistics)
        outbox.end()
        try send(what)
        var link: NetworkLink?
        while true {
            let length = try receive(what)
            let span = unsafe inbox.span.bytes.extracting(0..<length)
            var offset = 0
            while let header = span.message(at: offset) {
                offset = header.end
                guard header.sequence == sequence else { continue }
                if header.type == Wire.Message.newLink { link = NetworkLink(span, header.payload) }
                guard header.type == Wire.Message.error else { continue }
                guard let error = span.error(header, request: what) else { return link }
                if error.errno == ENODEV { return nil }
                throw error
            }
        }
    }

    /// All addresses of both families.
    package mutating func addresses() throws(NetlinkError) -> [AssignedAddress] {
        try dump("read addresses", Wire.Message.getAddress, answer: Wire.Message.newAddress) { buffer in
            buffer.addressHeader(family: 0)
        } decode: { span, range in
            AssignedAddress(span, range)
        }
    }

    /// The routes of one family, of one table or of all (`table` 0), of one protocol or of all (`protocolID` 0).
    ///
    /// The kernel filters; a table that does not exist is empty. A dump of routes has no mark of consistency: never delete by it alone.
    package mutating func routes(
        _ family: InternetFamily, table: UInt32 = 0, protocolID: UInt8 = 0
    ) throws(NetlinkError) -> [Route] {
        let what = "read routes (ip\(family.option) route show table \(table == 0 ? "all" : "\(table)"))"
        do {
            return try dump(what, Wire.Message.getRoute, answer: Wire.Message.newRoute) { buffer in
                buffer.routeHeader(family: family.rawValue, protocolID: protocolID)
                if table != 0 { buffer.attribute(Wire.Route.table, table) }
            } decode: { span, range in
                // The filter is the kernel's; a kernel that does not honour it must not make foreign routes look like ours.
                guard let route = Route(span, range), table == 0 || route.table == table,
                    protocolID == 0 || route.protocolID == protocolID
                else { return nil }
                return route
            }
        } catch  where error.errno == ENOENT {
            return []
        }
    }

    /// The rules of one family, in the order in which the kernel applies them.
    package mutating func rules(_ family: InternetFamily) throws(NetlinkError) -> [Rule] {
        try dump("read rules (ip\(family.option) rule show)", Wire.Message.getRule, answer: Wire.Message.newRule) {
            buffer in
            buffer.ruleHeader(family: family.rawValue)
        } decode: { span, range in
            Rule(span, range)
        }
    }

    // MARK: Lookups

    /// Where the kernel would send each packet, by the lookups' positions: the route that would be used, or nothing when the packet would be refused.
    package mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] {
        var routes: [Int: Route] = [:]
        var start = 0
        while start < lookups.count {
            let end = min(start + Self.batchLimit, lookups.count)
            try lookUp(lookups, start..<end, &routes)
            start = end
        }
        return routes
    }

    private mutating func lookUp(
        _ lookups: [RouteLookup], _ range: Range<Int>, _ routes: inout [Int: Route]
    ) throws(NetlinkError) {
        let what = "look up \(range.count) routes (ip route get)"
        let first = sequence &+ 1
        outbox.removeAll()
        for index in range {
            sequence &+= 1
            lookups[index].encode(into: &outbox, sequence: sequence)
        }
        try send(what)
        var answered = 0
        while answered < range.count {
            let length = try receive(what)
            let span = unsafe inbox.span.bytes.extracting(0..<length)
            var offset = 0
            while let header = span.message(at: offset) {
                offset = header.end
                let position = Int(header.sequence &- first)
                guard position < range.count else { continue }
                // Each lookup has one answer: the route, or the error that the packet would meet.
                answered += 1
                if header.type == Wire.Message.newRoute, let route = Route(span, header.payload) {
                    routes[range.lowerBound + position] = route
                } else if let error = span.error(header, request: what), error.kernelText != nil || error.isNotPermitted
                {
                    // With words the kernel refuses the question; what a packet would meet comes without.
                    throw error
                }
            }
        }
    }

    mutating func dump<Item>(
        _ what: String, _ type: UInt16, answer: UInt16, request: (inout MessageBuffer) -> Void,
        decode: (RawSpan, Range<Int>) -> Item?
    ) throws(NetlinkError) -> [Item] {
        // Links and addresses that change meanwhile interrupt a dump; under steady churn it may take many attempts.
        for _ in 0..<64 {
            sequence &+= 1
            outbox.removeAll()
            outbox.begin(type, flags: Wire.Flag.dump, sequence: sequence)
            request(&outbox)
            outbox.end()
            try send(what)
            var items: [Item] = []
            if try collect(what, answer: answer, into: &items, decode) { return items }
        }
        throw NetlinkError(errno: EINTR, request: what)
    }

    /// Reads the answers to a dump; false when the kernel says that the state changed in between.
    private mutating func collect<Item>(
        _ what: String, answer: UInt16, into items: inout [Item], _ decode: (RawSpan, Range<Int>) -> Item?
    ) throws(NetlinkError) -> Bool {
        var isConsistent = true
        while true {
            let length = try receive(what)
            let span = unsafe inbox.span.bytes.extracting(0..<length)
            var offset = 0
            while let header = span.message(at: offset) {
                offset = header.end
                guard header.sequence == sequence else { continue }
                if header.flags & Wire.Flag.dumpInterrupted != 0 { isConsistent = false }
                switch header.type {
                case answer:
                    if let item = decode(span, header.payload) { items.append(item) }
                case Wire.Message.done, Wire.Message.error:
                    if let error = span.error(header, request: what) { throw error }
                    return isConsistent
                default: break
                }
            }
        }
    }

    // MARK: Bytes

    /// Sends the outbox. The corresponding C function is `nl_sendto`.
    private mutating func send(_ what: String) throws(NetlinkError) {
        let code = unsafe outbox.withUnsafeBytes { bytes in
            unsafe nl_sendto(handle, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
        guard code < 0 else { return }
        let number = errno
        throw NetlinkError(
            errno: number, kernelText: unsafe nl_geterror(code).map { unsafe String(cString: $0) }, request: what)
    }

    /// Reads one datagram and returns its length.
    ///
    /// The kernel answers within the send (and the next part of a dump within the read before), so an empty queue means a lost answer.
    private mutating func receive(_ what: String) throws(NetlinkError) -> Int {
        while true {
            let (length, number) = unsafe inbox.withUnsafeMutableBytes { bytes in
                let length = unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
                return (length, errno)
            }
            if length > inbox.count { throw NetlinkError(errno: EMSGSIZE, request: what) }
            if length > 0 { return length }
            if number == EINTR { continue }
            throw NetlinkError(errno: number == EAGAIN ? ENOBUFS : number, request: what)
        }
    }
}
