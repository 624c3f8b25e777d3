// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One property of a link to set.
package enum LinkChange: Hashable, Sendable, CustomStringConvertible {
    case up
    case down
    /// Joins the link to the master with this index; 0 releases it. Every change cycles the link down and up (S11).
    case master(UInt32)
    /// The kernel takes an alias only in a message after the one that creates the link (S4).
    case alias(String)
    case mtu(UInt32)
    /// At most 127 bytes, unique among all names of the namespace.
    case addAlternativeName(String)
    case deleteAlternativeName(String)

    /// The part of `ip link set` after the device.
    package var description: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .master(0): "nomaster"
        case .master(let index): "master if\(index)"
        case .alias(let text): "alias \(text)"
        case .mtu(let bytes): "mtu \(bytes)"
        case .addAlternativeName(let name): "property add altname \(name)"
        case .deleteAlternativeName(let name): "property del altname \(name)"
        }
    }

    func encode(index: UInt32, into buffer: inout MessageBuffer, sequence: UInt32) {
        switch self {
        case .addAlternativeName:
            let flags = Wire.Flag.create | Wire.Flag.exclusive | Wire.Flag.append
            buffer.begin(Wire.Message.newLinkProperty, flags: flags, sequence: sequence)
        case .deleteAlternativeName: buffer.begin(Wire.Message.deleteLinkProperty, flags: 0, sequence: sequence)
        default: buffer.begin(Wire.Message.newLink, flags: 0, sequence: sequence)
        }
        switch self {
        case .up:
            buffer.linkHeader(index: index, flags: Wire.Link.flagUp, change: Wire.Link.flagUp)
        case .down:
            buffer.linkHeader(index: index, flags: 0, change: Wire.Link.flagUp)
        case .master(let master):
            buffer.linkHeader(index: index)
            buffer.attribute(Wire.Link.master, master)
        case .alias(let text):
            buffer.linkHeader(index: index)
            buffer.attribute(Wire.Link.alias, text)
        case .mtu(let bytes):
            buffer.linkHeader(index: index)
            buffer.attribute(Wire.Link.mtu, bytes)
        case .addAlternativeName(let name), .deleteAlternativeName(let name):
            buffer.linkHeader(index: index)
            buffer.nested(Wire.Link.properties) { $0.attribute(Wire.Link.alternativeName, name) }
        }
        buffer.end()
    }
}
