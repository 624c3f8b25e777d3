// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCommands

/// Keeps what a command writes.
final class Paper: Console {
    private(set) var output = ""
    private(set) var errors = ""
    let showsProgress: Bool
    let isColoured: Bool

    init(isTerminal: Bool) {
        showsProgress = isTerminal
        isColoured = isTerminal
    }

    func write(_ text: String) { output += text }
    func writeError(_ text: String) { errors += text }
}
