// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What following the journal's chain of hashes found.
package struct JournalProof: Sendable, Equatable {
    /// The last entry that fits; 0 for none.
    package let revision: Int64
    /// Its hash, hexadecimal: kept elsewhere, it proves that the entries up to it were never changed.
    package let hash: String
    /// What is wrong with the entry after it; `nil` when there is none.
    package let flaw: String?

    package init(revision: Int64, hash: String, flaw: String?) {
        self.revision = revision
        self.hash = hash
        self.flaw = flaw
    }
}
