// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A command line that cannot be understood: nothing was done.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    /// `EX_USAGE` of `sysexits.h`.
    package static let exitCode: Int32 = 64

    /// What is wrong, lower case, without a full stop.
    package let message: String
    /// What to type instead, or where to read on.
    package let hint: String

    package init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}
