// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One change to the kernel's state, printed as the command that would do the same.
package enum Request: Hashable, Sendable, CustomStringConvertible {
    case addLink(NewLink)
    case setLink(index: UInt32, LinkChange)
    case deleteLink(index: UInt32)
    /// Fails with EEXIST when the address is there already.
    case addAddress(AssignedAddress)
    case deleteAddress(AssignedAddress)
    /// Fails with EEXIST when a route of the same key is there, whoever owns it (S23).
    case addRoute(Route)
    /// Deletes the route with this table, destination, metric, protocol and next hop, no other (S24).
    case deleteRoute(Route)
    case addRule(Rule)
    case deleteRule(Rule)

    package var description: String {
        switch self {
        case .addLink(let link): "\(link)"
        case .setLink(let index, let change): "ip link set if\(index) \(change)"
        case .deleteLink(let index): "ip link delete if\(index)"
        case .addAddress(let address): "ip address add \(address)"
        case .deleteAddress(let address): "ip address delete \(address)"
        case .addRoute(let route): "ip\(route.destination.family.option) route add \(route)"
        case .deleteRoute(let route): "ip\(route.destination.family.option) route delete \(route)"
        case .addRule(let rule): "ip\(rule.family.option) rule add \(rule)"
        case .deleteRule(let rule): "ip\(rule.family.option) rule delete \(rule)"
        }
    }

    /// Appends the message to `buffer`.
    package func encode(into buffer: inout MessageBuffer, sequence: UInt32) {
        let create = Wire.Flag.create | Wire.Flag.exclusive
        switch self {
        case .addLink(let link): link.encode(into: &buffer, sequence: sequence)
        case .setLink(let index, let change): change.encode(index: index, into: &buffer, sequence: sequence)
        case .deleteLink(let index):
            buffer.begin(Wire.Message.deleteLink, flags: 0, sequence: sequence)
            buffer.linkHeader(index: index)
            buffer.end()
        case .addAddress(let address):
            address.encode(Wire.Message.newAddress, flags: create, into: &buffer, sequence: sequence)
        case .deleteAddress(let address):
            address.encode(Wire.Message.deleteAddress, flags: 0, into: &buffer, sequence: sequence)
        case .addRoute(let route): route.encode(isRemoval: false, into: &buffer, sequence: sequence)
        case .deleteRoute(let route): route.encode(isRemoval: true, into: &buffer, sequence: sequence)
        case .addRule(let rule):
            rule.encode(Wire.Message.newRule, flags: create, into: &buffer, sequence: sequence)
        case .deleteRule(let rule):
            rule.encode(Wire.Message.deleteRule, flags: 0, into: &buffer, sequence: sequence)
        }
    }
}

extension InternetFamily {
    /// The option that makes `ip` speak of this family; IPv4 is its default.
    package var option: String { self == .ipv4 ? "" : " -6" }
}
