// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One mention of an option, on the command line or by its environment twin.
struct Occurrence: Sendable {
    /// How it reads in an error: `option '--kind'`, `variable TENANCY_OUTPUT`.
    let subject: String
    /// The value that came with it; a flag and a bare optional-value option have none.
    let value: String?
    /// Whether it was written `--no-…`.
    let isNegated: Bool
}
