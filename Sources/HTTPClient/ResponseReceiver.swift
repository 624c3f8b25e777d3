// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Takes an answer in parts as they come, on the client's thread: no part is kept by the client, so that an answer of any size costs nothing.
///
/// The calls for one request come one after the other, and before the request returns.
package protocol ResponseReceiver: AnyObject, Sendable {
    /// The head of the answer, before its body.
    func begin(_ head: ResponseHead)
    /// A part of the body. Returns false to have no more of it: the request ends with ``HTTPClientError/stopped``.
    func receive(_ bytes: Span<UInt8>) -> Bool
}
