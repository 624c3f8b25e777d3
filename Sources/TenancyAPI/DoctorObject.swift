// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a look at the daemon and its surroundings found.
package struct DoctorObject: Sendable, Equatable, Codable {
    package struct Check: Sendable, Equatable, Codable {
        package let name: String
        /// `ok`, `warning` or `failed`.
        package let result: String
        package let evidence: String
        /// What to do; absent when there is nothing to do.
        package let remedy: String?
    }

    package var apiVersion = APIVersion.current
    package var kind = "Doctor"
    package let version: String
    /// `failed` when a check has, `warning` when one warns, else `ok`.
    package let result: String
    package let checks: [Check]

    /// The findings as the API shows them.
    package init(_ findings: [Finding]) {
        version = APIVersion.program
        let results = Set(findings.map(\.result))
        let worst: Finding.Result =
            results.contains(.failed) ? .failed : results.contains(.warning) ? .warning : .ok
        result = worst.rawValue
        checks = findings.map {
            Check(name: $0.check, result: $0.result.rawValue, evidence: $0.evidence, remedy: $0.remedy)
        }
    }
}
