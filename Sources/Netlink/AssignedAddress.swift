// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An address on an interface.
package struct AssignedAddress: Hashable, Sendable {
    /// The index of the interface.
    package var device: UInt32
    package var prefix: InternetPrefix
    /// Who added it (IFA_PROTO): 0 when nobody says so. Kernels before 5.18 do not keep it.
    package var protocolID: UInt8
    /// Adds the address without duplicate address detection, so that routes through it can follow at once (S12).
    package var skipsDetection: Bool

    package init(device: UInt32, prefix: InternetPrefix, protocolID: UInt8 = 0, skipsDetection: Bool = false) {
        self.device = device
        self.prefix = prefix
        self.protocolID = protocolID
        self.skipsDetection = skipsDetection
    }

    /// Reads `struct ifaddrmsg` and its attributes; nil when the header or the address is missing.
    init?(_ span: RawSpan, _ range: Range<Int>) {
        guard let length = span.load(UInt8.self, at: range.lowerBound + 1, in: range),
            let device = span.load(UInt32.self, at: range.lowerBound + 4, in: range)
        else { return nil }
        var address: InternetAddress?
        var local: InternetAddress?
        var flags: UInt32 = 0
        var protocolID: UInt8 = 0
        span.forEachAttribute(in: range, from: range.lowerBound + 8) { type, value in
            switch type {
            case Wire.Address.address: address = span.address(in: value)
            case Wire.Address.local: local = span.address(in: value)
            case Wire.Address.flags: flags = span.load(UInt32.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Address.protocolID: protocolID = span.load(UInt8.self, at: value.lowerBound, in: value) ?? 0
            default: break
            }
        }
        // On a point-to-point link IFA_ADDRESS is the other end's.
        guard let own = local ?? address else { return nil }
        self.init(
            device: device, prefix: InternetPrefix(own, length: length), protocolID: protocolID,
            skipsDetection: flags & Wire.Address.flagNoDetection != 0)
    }

    func encode(_ type: UInt16, flags: UInt16, into buffer: inout MessageBuffer, sequence: UInt32) {
        buffer.begin(type, flags: flags, sequence: sequence)
        buffer.addressHeader(
            family: prefix.family.rawValue, length: prefix.length,
            flags: skipsDetection ? UInt8(Wire.Address.flagNoDetection) : 0, index: device)
        buffer.attribute(Wire.Address.local, prefix.address)
        buffer.attribute(Wire.Address.address, prefix.address)
        if protocolID != 0 { buffer.attribute(Wire.Address.protocolID, protocolID) }
        buffer.end()
    }
}

extension AssignedAddress: CustomStringConvertible {
    /// The part of `ip address add` after the verb, with the device by this name.
    package func text(device: String) -> String {
        var text = "\(prefix) dev \(device)"
        if protocolID != 0 { text += " proto \(protocolID)" }
        if skipsDetection { text += " nodad" }
        return text
    }

    package var description: String { text(device: "if\(device)") }
}
