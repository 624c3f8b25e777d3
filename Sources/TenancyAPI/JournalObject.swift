// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// One transaction of the past.
package struct JournalObject: Sendable, Equatable, Codable {
    package let revision: Int64
    package let at: String
    package let actor: String
    package let via: String
    package let reason: String
    /// `tenant.create` and the like.
    package let verb: String
    package let object: String
    package let steps: [ChangeObject.Step]
    /// SHA-256 over the entry and the hash of the one before.
    package let hash: String

    /// The entry as the API shows it.
    package init(_ entry: JournalEntry) {
        revision = entry.revision
        at = entry.at.description
        actor = entry.actor
        via = entry.via
        reason = entry.reason
        verb = entry.verb
        object = entry.object
        steps = entry.steps.map { ChangeObject.Step(verb: $0.verb.rawValue, object: $0.object, detail: $0.detail) }
        hash = entry.hash
    }
}
