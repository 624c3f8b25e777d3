// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an API server does in the place of its answer.
package enum Fault: Sendable {
    /// A status with headers and a body.
    case answer(Int, headers: [String: String] = [:], body: String = "")
    /// Nothing at all, as long as the server lives.
    case silence
    /// The head, and nothing more.
    case headOnly
    /// The head and this text, and nothing more.
    case stalled(String)
    /// A whole answer of which only the first bytes come; then the connection is gone.
    case cut(after: Int)
    /// The same, but only the sending side is closed.
    case halfClosed(after: Int)
    /// Something with status 200 that is no JSON.
    case garbage(String)
    /// The right answer in parts of so many bytes, with a pause of so many milliseconds between.
    case slow(bytes: Int, milliseconds: UInt32)
}
