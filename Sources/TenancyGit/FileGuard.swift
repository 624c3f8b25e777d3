// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Looks at a file before another content takes its place.
package struct FileGuard: Sendable {
    /// Whether a path is looked at.
    let concerns: @Sendable (String) -> Bool
    /// What must not change of a path, from the first content to the second; `nil` when it may be replaced.
    let objection: @Sendable (String, [UInt8], [UInt8]) -> String?

    package init(
        concerns: @escaping @Sendable (String) -> Bool,
        objection: @escaping @Sendable (String, [UInt8], [UInt8]) -> String?
    ) {
        self.concerns = concerns
        self.objection = objection
    }
}
