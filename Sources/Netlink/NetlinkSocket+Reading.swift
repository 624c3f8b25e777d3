// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

extension NetlinkSocket {
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
        var link: NetworkLink?
        try exchange(1, isFenced: true, what) { _, buffer, sequence in
            buffer.begin(Wire.Message.getLink, flags: 0, sequence: sequence)
            buffer.linkHeader(index: 0)
            buffer.attribute(Wire.Link.name, name)
            buffer.attribute(Wire.Link.extensionMask, Wire.Link.skipStatistics)
            buffer.end()
        } answer: { _, header, span throws(NetlinkError) in
            if header.type == Wire.Message.newLink {
                link = NetworkLink(span, header.payload)
            } else if let error = span.error(header, request: what), error.errno != ENODEV {
                throw error
            }
        }
        return link
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

    /// Where the kernel would send each packet, by the lookups' positions: the route that would be used, or nothing when the packet would be refused.
    package mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] {
        let what = "look up \(lookups.count) routes (ip route get)"
        var routes: [Int: Route] = [:]
        // Each lookup has one answer: the route, or the error that the packet would meet.
        try exchange(lookups.count, isFenced: false, what) { position, buffer, sequence in
            lookups[position].encode(into: &buffer, sequence: sequence)
        } answer: { position, header, span throws(NetlinkError) in
            if header.type == Wire.Message.newRoute {
                routes[position] = Route(span, header.payload)
            } else if let error = span.error(header, request: what), error.kernelText != nil || error.isNotPermitted {
                // With words the kernel refuses the question; what a packet would meet comes without.
                throw error
            }
        }
        return routes
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
}
