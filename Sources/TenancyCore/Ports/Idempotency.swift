// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What makes a repeated request the same one, and how its answer is kept.
package struct Idempotency: Sendable {
    /// Chosen by the caller.
    package let key: String
    /// Everything that the answer depends on: method, path, query and body.
    package let body: [UInt8]
    /// The text of the answer, which a repetition gets.
    package let answer: @Sendable (Receipt) throws -> String

    package init(key: String, body: [UInt8], answer: @escaping @Sendable (Receipt) throws -> String) {
        self.key = key
        self.body = body
        self.answer = answer
    }
}
