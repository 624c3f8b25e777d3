// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The name of a Linux network interface: 1 to 15 bytes, printable ASCII without space, `/` and `:` (`dev_valid_name` in net/core/dev.c), starting with a
/// letter because nftables cannot name others.
package struct InterfaceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        func fail(_ reason: String) -> NameError { NameError(kind: "interface name", text: text, reason: reason) }
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { throw fail("it is empty") }
        guard bytes.count <= 15 else { throw fail("it has \(bytes.count) bytes, the limit is 15") }
        guard bytes.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }) else {
            throw fail("spaces, '/', ':' and control characters are not allowed")
        }
        guard NameRule.isLower(first | 0x20) else { throw fail("it must start with a letter") }
        description = text
    }

    /// A name that is made from checked parts and so cannot be wrong.
    init(checked text: String) { description = text }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

extension InterfaceName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
