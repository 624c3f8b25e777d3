// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A command line that works, and what it is for.
package struct Example: Sendable {
    let purpose: String
    let line: String

    /// A long line is broken as a shell does it, with `\` at the end of each part.
    package init(_ purpose: String, _ line: String) {
        self.purpose = purpose
        self.line = line
    }
}
