// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A change of the kernel's network state, as it announces it.
///
/// IPv4 routes that go with a link or an address are not announced (S11, S28, S29): the event of the link or the address has to be taken for theirs.
package enum NetworkEvent: Hashable, Sendable {
    /// A link came, changed or went.
    case link(index: UInt32, name: String, kind: String?)
    /// An address of the device came or went.
    case address(device: UInt32)
    /// A route came or went. `concernsOther`: it replaced another of its key, or joined it as a next hop, of which nothing else is said.
    case route(Route, isGone: Bool, concernsOther: Bool)
    case rule(InternetFamily)
    /// A next hop object came or went; routes that used it go without a word (S34).
    case nextHop

    init?(_ span: RawSpan, _ header: MessageHeader) {
        switch header.type {
        case Wire.Message.newLink, Wire.Message.deleteLink:
            guard let link = NetworkLink(span, header.payload) else { return nil }
            self = .link(index: link.index, name: link.name, kind: link.kind)
        case Wire.Message.newAddress, Wire.Message.deleteAddress:
            guard let address = AssignedAddress(span, header.payload) else { return nil }
            self = .address(device: address.device)
        case Wire.Message.newRoute, Wire.Message.deleteRoute:
            guard let route = Route(span, header.payload) else { return nil }
            self = .route(
                route, isGone: header.type == Wire.Message.deleteRoute,
                concernsOther: header.flags & (Wire.Flag.replace | Wire.Flag.append) != 0)
        case Wire.Message.newRule, Wire.Message.deleteRule:
            guard let rule = Rule(span, header.payload) else { return nil }
            self = .rule(rule.family)
        case Wire.Message.newNextHop, Wire.Message.deleteNextHop: self = .nextHop
        default: return nil
        }
    }
}
