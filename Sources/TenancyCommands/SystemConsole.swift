// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform

/// The process's own standard output and error.
package struct SystemConsole: Console {
    package let showsProgress: Bool
    package let isColoured: Bool

    /// Looks at the streams once; `environment` may forbid colour.
    package init(environment: [String: String]) {
        showsProgress = Terminal.isTerminal(2)
        isColoured = Terminal.isColoured(2, environment: environment)
    }

    package func write(_ text: String) { StandardStream.write(text, to: 1) }
    package func writeError(_ text: String) { StandardStream.write(text, to: 2) }
}
