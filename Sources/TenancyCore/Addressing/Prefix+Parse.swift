// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Prefix {
    /// Parses `address/length` strictly: the address as `IPAddress.init(parsing:)`, the length in decimal without leading zeros, no host bits.
    ///
    /// - Throws: `AddressError.notAPrefix`, or `.hostBits` naming the two prefixes that were probably meant.
    package init(parsing text: String) throws(AddressError) {
        guard let slash = text.firstIndex(of: "/") else {
            let reason =
                if let address = try? IPAddress(parsing: text) {
                    "it has no length, write \(address)/\(address.family.width) for the single address"
                } else {
                    "write it as ADDRESS/LENGTH"
                }
            throw .notAPrefix(text, reason: reason)
        }
        let address: IPAddress
        do throws(AddressError) {
            address = try IPAddress(parsing: String(text[..<slash]))
        } catch {
            guard case .notAnAddress(_, let reason) = error else { throw error }
            throw .notAPrefix(text, reason: reason)
        }
        let digits = text[text.index(after: slash)...].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            digits.count == 1 || digits.first != UInt8(ascii: "0"), let length = Int(String(digits) ?? ""),
            length <= address.family.width
        else {
            let width = address.family.width
            throw .notAPrefix(text, reason: "an \(address.family.title) length is a number from 0 to \(width)")
        }
        guard let network = Prefix(holding: address, length: length) else {
            throw .notAPrefix(text, reason: "its length is out of range")
        }
        guard network.first == address else {
            let free = min(address.bits.trailingZeroBitCount, address.family.width)
            guard let host = Prefix(holding: address, length: address.family.width - free) else {
                throw .notAPrefix(text, reason: "its length is out of range")
            }
            throw .hostBits(text, network: network, host: host)
        }
        self = network
    }
}
