// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// A prepared statement, from its first use to the end of its connection.
///
/// The corresponding C functions are `sqlite3_reset`, `sqlite3_clear_bindings` and `sqlite3_finalize`.
@safe
final class Prepared {
    let statement: OpaquePointer
    /// Whether somebody reads its rows.
    var isRunning = true

    init(_ statement: OpaquePointer) { unsafe self.statement = unsafe statement }

    deinit { unsafe sqlite3_finalize(statement) }

    /// Ends its run.
    func end() {
        // `sqlite3_reset` repeats the error of the step, which has been thrown.
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
        isRunning = false
    }
}
