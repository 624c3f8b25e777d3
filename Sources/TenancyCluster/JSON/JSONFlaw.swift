// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no JSON that can be read here.
struct JSONFlaw: Error, Equatable, CustomStringConvertible {
    /// The number of bytes before it.
    let offset: Int
    let reason: String

    var description: String { "byte \(offset): \(reason)" }
}
