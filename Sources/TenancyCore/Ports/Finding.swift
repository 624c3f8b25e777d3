// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one check of the daemon or of its surroundings found.
package struct Finding: Sendable, Equatable {
    package enum Result: String, Sendable, Codable {
        case ok
        /// Works, and will not for long or not in every case.
        case warning
        case failed
    }

    /// One or two words that do not change between versions, such as `journal`.
    package let check: String
    package let result: Result
    /// What was seen.
    package let evidence: String
    /// What to do; `nil` when there is nothing to do.
    package let remedy: String?

    package init(_ check: String, _ result: Result, _ evidence: String, remedy: String? = nil) {
        self.check = check
        self.result = result
        self.evidence = evidence
        self.remedy = remedy
    }
}
