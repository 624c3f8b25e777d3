// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The name of a tenant: an RFC 1123 label of at most 11 bytes that starts with a letter.
///
/// 11 bytes leave room for a generation suffix within the 15 bytes of a Linux interface name, which OVN-Kubernetes takes from the CUDN's name
/// (`go-controller/pkg/util/multi_network.go`), and for the prefixes of our own devices.
package struct TenantName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        try NameRule.checkLabel(text, kind: "tenant name", limit: 11, letterFirst: true)
        description = text
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

extension TenantName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
