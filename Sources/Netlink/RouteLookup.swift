// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The question where the kernel would send a packet: its own answer, with all rules and tables, without a packet.
package struct RouteLookup: Hashable, Sendable, CustomStringConvertible {
    package var destination: InternetAddress
    /// Must be one that the device would take packets from, or IPv4 calls the packet martian.
    package var source: InternetAddress
    /// The index of the device that the packet enters by.
    package var device: UInt32

    package init(to destination: InternetAddress, from source: InternetAddress, entering device: UInt32) {
        self.destination = destination
        self.source = source
        self.device = device
    }

    /// The part of `ip` after the family, with the device by this name.
    package func text(device: String) -> String { "route get \(destination) from \(source) iif \(device)" }

    package var description: String { text(device: "if\(device)") }

    func encode(into buffer: inout MessageBuffer, sequence: UInt32) {
        let width = destination.family.width
        buffer.begin(Wire.Message.getRoute, flags: 0, sequence: sequence)
        buffer.lookupHeader(family: destination.family.rawValue, length: width)
        buffer.attribute(Wire.Route.destination, destination)
        buffer.attribute(Wire.Route.source, source)
        buffer.attribute(Wire.Route.entry, device)
        buffer.end()
    }
}
