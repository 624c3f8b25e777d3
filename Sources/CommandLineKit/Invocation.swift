// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a command line asks for.
package enum Invocation: Sendable {
    /// Run a command.
    case command(Match)
    /// Print this text to standard output: help or the version.
    case text(String)
}
