// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The name of a pool: an RFC 1123 label that starts with a letter.
package struct PoolName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        try NameRule.checkLabel(text, kind: "pool name", limit: 63, letterFirst: true)
        description = text
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

extension PoolName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
