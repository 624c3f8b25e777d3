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
    /// The request's name in the daemon's log and in its answer.
    package let request: String
    /// The revision that this one took back.
    package let undoes: Int64?
    /// `tenant.create` and the like.
    package let verb: String
    package let object: String
    package let steps: [ChangeObject.Step]
    /// SHA-256 over the entry and the hash of the one before.
    package let hash: String
    /// What became of it downstream; present when one entry is asked for.
    package let deliveries: [DeliveryObject]?
    /// The rows that it changed; present when one entry is asked for.
    package let rows: [RowObject]?

    /// The entry as the API shows it.
    package init(_ entry: JournalEntry, deliveries: [Delivery]? = nil, rows: [RowChange]? = nil) {
        revision = entry.revision
        at = entry.at.description
        actor = entry.actor
        via = entry.via
        reason = entry.reason
        request = entry.request
        undoes = entry.undoes
        verb = entry.verb
        object = entry.object
        steps = entry.steps.map { ChangeObject.Step(verb: $0.verb.rawValue, object: $0.object, detail: $0.detail) }
        hash = entry.hash
        self.deliveries = deliveries.map { $0.map(DeliveryObject.init) }
        self.rows = rows.map { $0.map(RowObject.init) }
    }
}
