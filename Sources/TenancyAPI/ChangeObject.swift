// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a change did, or would do.
package struct ChangeObject: Sendable, Equatable, Codable {
    package struct Step: Sendable, Equatable, Codable {
        /// `create`, `delete`, `allocate`, `release`, `reserve`, `update`, `drain` or `free`.
        package let verb: String
        package let object: String
        package let detail: String
    }

    package var apiVersion = APIVersion.current
    package var kind = "Change"
    /// The revision of the change; for a dry run that of the plan it was tried on.
    package let revision: Int64
    package let dryRun: Bool
    package let steps: [Step]
    /// The tenant after a creation, or before a deletion.
    package let tenant: TenantObject?
    /// The pool after a creation, or before a deletion.
    package let pool: PoolObject?

    /// The receipt as the API shows it.
    package init(_ receipt: Receipt) {
        revision = receipt.revision
        dryRun = receipt.dryRun
        steps = receipt.plan.steps.map { Step(verb: $0.verb.rawValue, object: $0.object, detail: $0.detail) }
        tenant = receipt.plan.tenant.map { TenantObject($0) }
        pool = receipt.plan.pool.map { PoolObject($0, usage: nil) }
    }
}
