// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How bad a finding is, in the words of SARIF.
package enum LintSeverity: String, Sendable, CaseIterable {
    /// It is refused, or does something else than its author meant.
    case error
    /// It works, and somebody should know about it.
    case note
}
