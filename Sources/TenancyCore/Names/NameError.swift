// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why a text is not a name of some kind.
package struct NameError: Error, Equatable, Sendable, CustomStringConvertible {
    /// "tenant name", "interface name" …
    package let kind: String
    package let text: String
    package let reason: String

    package var description: String {
        let shown = String(
            text.unicodeScalars.prefix(64).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
        return "'\(shown)' is not a \(kind): \(reason)"
    }
}

/// The letters that the rules of names are made of.
enum NameRule {
    static func isLower(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }

    /// Checks an RFC 1123 label of at most `limit` bytes; with `letterFirst` it must start with a letter.
    static func checkLabel(_ text: String, kind: String, limit: Int, letterFirst: Bool) throws(NameError) {
        func fail(_ reason: String) -> NameError { NameError(kind: kind, text: text, reason: reason) }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { throw fail("it is empty") }
        guard bytes.count <= limit else { throw fail("it has \(bytes.count) bytes, the limit is \(limit)") }
        guard bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") }) else {
            throw fail("only a-z, 0-9 and '-' are allowed")
        }
        guard letterFirst ? isLower(first) : isAlphanumeric(first) else {
            throw fail(letterFirst ? "it must start with a letter" : "it must start with a letter or digit")
        }
        guard isAlphanumeric(last) else { throw fail("it must end with a letter or digit") }
    }
}
