// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who holds or held a prefix, a prefix around it, or one inside.
package struct PrefixHistory: Sendable, Equatable {
    /// The latest first.
    package let tenures: [Tenure]
    /// Whether there are more than were asked for.
    package let isCut: Bool
    /// The transactions that opened and closed them, by revision.
    package let records: [Int64: JournalRecord]

    package init(tenures: [Tenure], isCut: Bool, records: [Int64: JournalRecord]) {
        self.tenures = tenures
        self.isCut = isCut
        self.records = records
    }
}
