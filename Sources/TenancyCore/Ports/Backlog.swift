// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an executor has to report of, out of all that it looks after.
package struct Backlog: Sendable, Equatable {
    /// What is pending, failed or proposed; by object.
    package let items: [OutboxItem]
    /// The last revision of which anything was carried out; 0 for none.
    package let applied: Int64

    package init(items: [OutboxItem], applied: Int64) {
        self.items = items
        self.applied = applied
    }
}
