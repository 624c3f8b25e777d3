// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Where the command writes, and whether somebody is looking.
package protocol Console {
    /// Results: standard output.
    func write(_ text: String)
    /// Everything else: standard error.
    func writeError(_ text: String)
    /// Whether standard error is a terminal, so that progress may be shown and erased again.
    var showsProgress: Bool { get }
    /// Whether standard error may be coloured.
    var isColoured: Bool { get }
}
