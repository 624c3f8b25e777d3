// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How the process ends; `help exit-codes` explains each.
enum ExitCode {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    /// `diff` has found a difference.
    static let different: Int32 = 2
    /// The plan is at another revision than the one that was named.
    static let moved: Int32 = 3
    /// Waiting ended; what was asked for is stored and may still arrive.
    static let timedOut: Int32 = 4
    /// `EX_UNAVAILABLE`
    static let unreachable: Int32 = 69
    /// `EX_NOPERM`
    static let forbidden: Int32 = 77
}
