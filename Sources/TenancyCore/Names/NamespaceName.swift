// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The name of a Kubernetes namespace: an RFC 1123 label.
package struct NamespaceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        try NameRule.checkLabel(text, kind: "namespace name", limit: 63, letterFirst: false)
        description = text
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

extension NamespaceName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
