// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Extent {
    /// Parses addresses written as a range `A-B` (both included), a prefix, or a single address.
    ///
    /// - Throws: `AddressError` of the part that is wrong.
    package init(parsingAddresses text: String) throws(AddressError) {
        if text.contains("/") {
            self.init(try Prefix(parsing: text))
            return
        }
        guard let dash = text.firstIndex(of: "-") else {
            self.init(try IPAddress(parsing: text).bits)
            return
        }
        let first = try IPAddress(parsing: String(text[..<dash]))
        let last = try IPAddress(parsing: String(text[text.index(after: dash)...]))
        guard first.family == last.family else { throw .notARange(text, reason: "its ends are of different families") }
        guard let extent = Extent(first: first.bits, last: last.bits) else {
            throw .notARange(text, reason: "its end is below its start")
        }
        self = extent
    }

    /// Parses numbers written as `A-B` (both included) or a single number, in decimal without leading zeros.
    ///
    /// - Throws: `AddressError.notARange`.
    package init(parsingNumbers text: String) throws(AddressError) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> UInt128? in
            guard (1...10).contains(part.utf8.count),
                part.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            return UInt128(String(part), radix: 10)
        }
        guard numbers.count == parts.count, let first = numbers.first, let last = numbers.last else {
            throw .notARange(text, reason: "write it as FIRST-LAST, or one number")
        }
        guard let extent = Extent(first: first, last: last) else {
            throw .notARange(text, reason: "its end is below its start")
        }
        self = extent
    }

    /// The run as addresses: a single address, a prefix when it is one, else `A-B`.
    package var addressText: String {
        let first = IPAddress(bits: first)
        if self.first == last { return "\(first)" }
        let prefixes = prefixes
        if prefixes.count == 1 { return "\(prefixes[0])" }
        return "\(first)-\(IPAddress(bits: last))"
    }

    /// The run as numbers: one number, or `A-B`.
    package var numberText: String { first == last ? "\(first)" : "\(first)-\(last)" }
}
