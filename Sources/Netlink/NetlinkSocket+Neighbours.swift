// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension NetlinkSocket {
    /// The neighbours of both families behind all devices.
    package mutating func neighbours() throws(NetlinkError) -> [Neighbour] {
        try dump("read neighbours", Wire.Message.getNeighbour, answer: Wire.Message.newNeighbour) { buffer in
            // `struct ndmsg`, all of it zero: every family, device and state. It has the size of `struct rtmsg`.
            buffer.routeHeader(family: 0)
        } decode: { span, range in
            Neighbour(span, range)
        }
    }
}
