// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a descriptor shows its output on.
package enum Terminal {
    /// Whether the descriptor is a terminal. The corresponding C function is `isatty`.
    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Columns of the terminal, or nil when the descriptor is none. The corresponding C function is `ioctl`.
    package static func width(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether to write colour: on a terminal that can, unless `NO_COLOR` is set and not empty (no-color.org).
    package static func isColoured(_ descriptor: Int32, environment: [String: String]) -> Bool {
        isTerminal(descriptor) && environment["TERM"] != "dumb" && environment["NO_COLOR", default: ""].isEmpty
    }
}
