// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An entry of a neighbour table: who is known at an address behind a device.
package struct Neighbour: Hashable, Sendable {
    package var device: UInt32
    package var address: InternetAddress
    /// Whether it has answered lately or is being asked: not merely remembered.
    package var isLive: Bool

    /// Reads `struct ndmsg` and its attributes; nil when the header or the address is missing.
    init?(_ span: RawSpan, _ range: Range<Int>) {
        guard let device = span.load(UInt32.self, at: range.lowerBound + 4, in: range),
            let state = span.load(UInt16.self, at: range.lowerBound + 8, in: range)
        else { return nil }
        var address: InternetAddress?
        span.forEachAttribute(in: range, from: range.lowerBound + 12) { type, value in
            if type == Wire.Neighbour.address { address = span.address(in: value) }
        }
        guard let address else { return nil }
        self.device = device
        self.address = address
        isLive = state & Wire.Neighbour.live != 0
    }
}
