// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong, where, and what to do.
package struct LintFinding: Sendable, Equatable {
    package let code: LintCode
    package let file: String
    /// Counts from 1.
    package let line: Int
    /// `IPAddressPool metallb-system/acme`; `nil` when a file is meant.
    package let object: String?
    package let reason: String
    package let fix: String
}
