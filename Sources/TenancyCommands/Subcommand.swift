// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// One command of the tree, in a file of its own: it parses, calls the daemon and renders.
protocol Subcommand: Sendable {
    static var declaration: Command { get }

    /// Does it, or throws what kept it from being done.
    static func run(_ session: Session) throws
}
