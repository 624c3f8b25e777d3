// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A route in one of the kernel's tables.
package struct Route: Hashable, Sendable {
    // In this order they have 56 bytes, and a million of them are read at once.
    package var destination: InternetPrefix
    package var kind: RouteKind
    package var protocolID: UInt8
    /// Whether the route has next hops this type does not tell: several of them, a next hop object, a gateway of another family.
    package var hasOtherNextHops: Bool
    package var table: UInt32
    package var gateway: InternetAddress?
    /// The index of the outgoing interface; the kernel reports `lo` for IPv6 reject routes whatever was sent (S32).
    package var device: UInt32?
    /// Smaller wins. For IPv6 the kernel stores 1024 when 0 is sent (S30).
    package var metric: UInt32

    package init(
        destination: InternetPrefix, table: UInt32, kind: RouteKind = .unicast, gateway: InternetAddress? = nil,
        device: UInt32? = nil, metric: UInt32 = 0, protocolID: UInt8, hasOtherNextHops: Bool = false
    ) {
        self.destination = destination
        self.table = table
        self.kind = kind
        self.gateway = gateway
        self.device = device
        self.metric = metric
        self.protocolID = protocolID
        self.hasOtherNextHops = hasOtherNextHops
    }

    /// Reads `struct rtmsg` and its attributes; nil when the header is not whole or the family is none of the internet's.
    init?(_ span: RawSpan, _ range: Range<Int>) {
        let start = range.lowerBound
        guard let family = span.load(UInt8.self, at: start, in: range).flatMap(InternetFamily.init(rawValue:)),
            let length = span.load(UInt8.self, at: start + 1, in: range),
            let table = span.load(UInt8.self, at: start + 4, in: range),
            let protocolID = span.load(UInt8.self, at: start + 5, in: range),
            let kind = span.load(UInt8.self, at: start + 7, in: range)
        else { return nil }
        var route = Route(
            destination: InternetPrefix(InternetPrefix.any(family).address, length: length), table: UInt32(table),
            kind: RouteKind(rawValue: kind), protocolID: protocolID)
        span.forEachAttribute(in: range, from: start + 12) { type, value in
            switch type {
            case Wire.Route.destination:
                if let address = span.address(in: value) { route.destination.address = address }
            case Wire.Route.gateway: route.gateway = span.address(in: value)
            case Wire.Route.device: route.device = span.load(UInt32.self, at: value.lowerBound, in: value)
            case Wire.Route.priority: route.metric = span.load(UInt32.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Route.table: route.table = span.load(UInt32.self, at: value.lowerBound, in: value) ?? route.table
            case Wire.Route.multipath, Wire.Route.via, Wire.Route.nextHop: route.hasOtherNextHops = true
            default: break
            }
        }
        self = route
    }

    /// Appends the message that adds the route, which fails with EEXIST when one of the same key is there (S23), or that deletes it and no other (S24).
    package func encode(isRemoval: Bool, into buffer: inout MessageBuffer, sequence: UInt32) {
        if isRemoval {
            encode(Wire.Message.deleteRoute, flags: 0, into: &buffer, sequence: sequence)
        } else {
            let flags = Wire.Flag.create | Wire.Flag.exclusive
            encode(Wire.Message.newRoute, flags: flags, into: &buffer, sequence: sequence)
        }
    }

    private func encode(_ type: UInt16, flags: UInt16, into buffer: inout MessageBuffer, sequence: UInt32) {
        // A delete names no scope (as `ip` does); an add must say whether the destination is on the link (S26).
        let scope =
            type == Wire.Message.deleteRoute
            ? Wire.Route.scopeNowhere
            : kind == .unicast && gateway == nil ? Wire.Route.scopeLink : Wire.Route.scopeUniverse
        buffer.begin(type, flags: flags, sequence: sequence)
        buffer.routeHeader(
            family: destination.family.rawValue, length: destination.length, protocolID: protocolID, scope: scope,
            type: kind.rawValue)
        if destination.length > 0 { buffer.attribute(Wire.Route.destination, destination.address) }
        buffer.attribute(Wire.Route.table, table)
        if metric != 0 { buffer.attribute(Wire.Route.priority, metric) }
        if let gateway { buffer.attribute(Wire.Route.gateway, gateway) }
        // A reject route with a device is refused in IPv4, and in IPv6 the kernel puts `lo` itself (S26, S32).
        if let device, kind == .unicast { buffer.attribute(Wire.Route.device, device) }
        buffer.end()
    }
}

extension Route: CustomStringConvertible {
    /// The part of `ip route add` after the verb, with the device by this name.
    package func text(device: String?) -> String {
        let target = destination.length == 0 ? "default" : "\(destination)"
        var text = kind == .unicast ? target : "\(kind) \(target)"
        if let gateway { text += " via \(gateway)" }
        if let device, kind == .unicast { text += " dev \(device)" }
        text += " table \(table) proto \(protocolID)"
        if metric != 0 { text += " metric \(metric)" }
        return text
    }

    package var description: String { text(device: device.map { "if\($0)" }) }
}
