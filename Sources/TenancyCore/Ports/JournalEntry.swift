// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One transaction of the past.
package struct JournalEntry: Sendable, Equatable {
    package let revision: Int64
    package let at: Timestamp
    package let actor: String
    package let via: String
    package let reason: String
    /// The request's name in the log and in its answer.
    package let request: String
    /// The revision that this one took back.
    package let undoes: Int64?
    /// `tenant.create` and the like.
    package let verb: String
    package let object: String
    package let steps: [Plan.Step]
    /// The hash of this entry over the one before, hexadecimal.
    package let hash: String

    package init(
        revision: Int64, at: Timestamp, actor: String, via: String, reason: String, request: String, undoes: Int64?,
        verb: String, object: String, steps: [Plan.Step], hash: String
    ) {
        self.revision = revision
        self.at = at
        self.actor = actor
        self.via = via
        self.reason = reason
        self.request = request
        self.undoes = undoes
        self.verb = verb
        self.object = object
        self.steps = steps
        self.hash = hash
    }
}
