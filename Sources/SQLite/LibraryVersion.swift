// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// The SQLite library that this process runs with.
package enum LibraryVersion {
    /// Such as `3.40.1`. The corresponding C function is `sqlite3_libversion`.
    package static var text: String { unsafe String(cString: sqlite3_libversion()) }

    /// Such as `3040001`. The corresponding C function is `sqlite3_libversion_number`.
    package static var number: Int { Int(sqlite3_libversion_number()) }
}
