// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// One run of a command: what was asked for, whom it may ask, and where the answer goes.
struct Session {
    let match: Match
    let console: any Console
}
