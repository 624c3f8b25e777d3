// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One step of the schema: what brings a database from the version before to this one.
///
/// A released step is never changed; the next one is appended.
struct Migration: Sendable {
    /// The `user_version` that the script sets at its end.
    let version: Int64
    /// Statements that touch nothing but the database.
    let script: StaticString

    /// The `application_id` of our files: "TENY".
    static let applicationID: Int64 = 0x5445_4e59

    /// All steps, in order.
    static let all = [plan, networks]
}
