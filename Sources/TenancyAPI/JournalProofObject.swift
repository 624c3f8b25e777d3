// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What following the journal's chain of hashes found.
package struct JournalProofObject: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package var kind = "JournalProof"
    package let valid: Bool
    /// The last entry that fits.
    package let revision: Int64
    /// Its hash.
    package let hash: String
    /// What is wrong with the entry after it.
    package let flaw: String?

    /// The proof as the API shows it.
    package init(_ proof: JournalProof) {
        valid = proof.flaw == nil
        revision = proof.revision
        hash = proof.hash
        flaw = proof.flaw
    }
}
