// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The name of an environment, such as `staging`: an RFC 1123 label that leaves room for a tenant's name behind it.
package struct EnvironmentName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Checks the text.
    ///
    /// - Throws: `NameError` with the rule that it breaks.
    package init(_ text: String) throws(NameError) {
        try NameRule.checkLabel(text, kind: "environment name", limit: 20, letterFirst: true)
        description = text
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}
