// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A transaction of the past with what the executors made of it.
package struct JournalRecord: Sendable, Equatable {
    package let entry: JournalEntry
    /// By target and object.
    package let deliveries: [Delivery]

    package init(entry: JournalEntry, deliveries: [Delivery]) {
        self.entry = entry
        self.deliveries = deliveries
    }
}
