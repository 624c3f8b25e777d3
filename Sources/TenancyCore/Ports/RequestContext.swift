// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who asks for a change, and why.
package struct RequestContext: Sendable {
    /// The caller, such as `root` or `uid:1000`.
    package let actor: String
    /// The way in: `socket`, `daemon`.
    package let via: String
    package let reason: String
    package let now: Timestamp
    /// The revision that the caller saw; the change is refused when the plan has moved on.
    package let ifRevision: Int64?
    /// The request's name in the log and in its answer.
    package let request: String
    /// Present when the caller may repeat the request.
    package var idempotency: Idempotency?

    package init(
        actor: String, via: String, reason: String, now: Timestamp, ifRevision: Int64? = nil, request: String = ""
    ) {
        self.actor = actor
        self.via = via
        self.reason = reason
        self.now = now
        self.ifRevision = ifRevision
        self.request = request
    }
}
