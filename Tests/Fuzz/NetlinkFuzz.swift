// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reads the bytes as what the kernel may send: events, answers and refusals. `.ci/fuzz` builds it together with the sources of Netlink.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let copy = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    let span = copy.span.bytes
    var buffer = MessageBuffer(capacity: 64)
    var offset = 0
    while let header = span.message(at: offset) {
        precondition(header.end > offset, "a message has to take the reader further")
        offset = header.end
        _ = NetworkEvent(span, header)
        _ = span.error(header, request: "fuzz")?.description
        _ = NetworkLink(span, header.payload)
        _ = FilterRule(span, header.payload).dropsSpoofed("tb-")
        if let address = AssignedAddress(span, header.payload) {
            Request.addAddress(address).encode(into: &buffer, sequence: 1)
            _ = "\(address)"
        }
        if let route = Route(span, header.payload) {
            Request.addRoute(route).encode(into: &buffer, sequence: 2)
            Request.deleteRoute(route).encode(into: &buffer, sequence: 3)
            _ = "\(route)"
        }
        if let rule = Rule(span, header.payload) {
            Request.addRule(rule).encode(into: &buffer, sequence: 4)
            _ = "\(rule)"
        }
        checkOwn(buffer.bytes)
        buffer.removeAll()
    }
    return 0
}

/// What we write can be read: messages follow each other without a gap, and the routes among them are the ones that were written.
private func checkOwn(_ bytes: [UInt8]) {
    let span = bytes.span.bytes
    var offset = 0
    var routes: [Route] = []
    while let header = span.message(at: offset) {
        offset = header.end
        if header.type == Wire.Message.newRoute, let route = Route(span, header.payload) { routes.append(route) }
    }
    precondition(offset == bytes.count, "what was written cannot be read to its end")
    for route in routes {
        var buffer = MessageBuffer()
        Request.addRoute(route).encode(into: &buffer, sequence: 5)
        let again = buffer.bytes
        let header = again.span.bytes.message(at: 0)
        precondition(header.flatMap { Route(again.span.bytes, $0.payload) } == route, "a route changes on its way")
    }
}
