// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// Parses an address strictly: no leading zeros, no shorthand, no zone id, no brackets, no IPv4-mapped form.
    ///
    /// - Throws: `AddressError.notAnAddress` with the reason.
    package init(parsing text: String) throws(AddressError) {
        do throws(Reason) {
            self.init(bits: try Self.parse(Array(text.utf8)))
        } catch {
            throw .notAnAddress(text, reason: error.text)
        }
    }

    /// Why a text is no address.
    struct Reason: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private static func parse(_ text: [UInt8]) throws(Reason) -> UInt128 {
        guard !text.isEmpty else { throw Reason("it is empty") }
        guard text.count <= 45 else { throw Reason("it is too long") }
        if text.contains(UInt8(ascii: "%")) { throw Reason("zone ids are not accepted") }
        guard text.contains(UInt8(ascii: ":")) else { return mapped | UInt128(try parseIPv4(text)) }
        let bits = try parseIPv6(text)
        guard bits >> 32 != mapped >> 32 else { throw Reason("write an IPv4-mapped address as IPv4") }
        return bits
    }

    private static func parseIPv4(_ text: [UInt8]) throws(Reason) -> UInt32 {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw Reason("an IPv4 address has four decimal numbers") }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
                throw Reason("an IPv4 address has four decimal numbers")
            }
            guard part.count == 1 || part.first != UInt8(ascii: "0") else {
                throw Reason("a number has a leading zero")
            }
            let number = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard number <= 255 else { throw Reason("a number is above 255") }
            value = value << 8 | number
        }
        return value
    }

    private static func parseIPv6(_ text: [UInt8]) throws(Reason) -> UInt128 {
        let colon = UInt8(ascii: ":")
        var head: [UInt16] = []
        var tail: [UInt16]?
        var index = 0
        if text.starts(with: [colon, colon]) {
            tail = []
            index = 2
        } else if text.first == colon {
            throw Reason("it starts with a single colon")
        }
        while index < text.count {
            let end = text[index...].firstIndex(of: colon) ?? text.count
            let group = text[index..<end]
            if group.contains(UInt8(ascii: ".")) {
                guard end == text.count else { throw Reason("a dotted part may only stand at the end") }
                let ipv4 = try parseIPv4(Array(group))
                let groups = [UInt16(truncatingIfNeeded: ipv4 >> 16), UInt16(truncatingIfNeeded: ipv4)]
                if tail == nil { head += groups } else { tail? += groups }
                index = end
                break
            }
            guard (1...4).contains(group.count), let value = UInt16(String(decoding: group, as: UTF8.self), radix: 16),
                group.first != UInt8(ascii: "+")
            else { throw Reason("a group has one to four hexadecimal digits") }
            guard group.count == 1 || group.first != UInt8(ascii: "0") else {
                throw Reason("a group has a leading zero")
            }
            if tail == nil { head.append(value) } else { tail?.append(value) }
            index = end
            guard index < text.count else { break }
            index += 1
            if index < text.count, text[index] == colon {
                guard tail == nil else { throw Reason("'::' stands twice") }
                tail = []
                index += 1
            } else if index == text.count {
                throw Reason("it ends with a single colon")
            }
        }
        let count = head.count + (tail?.count ?? 0)
        if let tail {
            guard count <= 7 else { throw Reason("'::' stands for no group") }
            head += Array(repeating: 0, count: 8 - count) + tail
        } else if count != 8 {
            throw Reason("an IPv6 address has eight groups")
        }
        return head.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }
}
