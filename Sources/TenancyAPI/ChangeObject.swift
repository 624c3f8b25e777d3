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

    package struct ResultObject: Sendable, Equatable, Codable {
        /// `Pool`, `Tenant`, `Network` or `Leak`.
        package let kind: String
        package let name: String
        /// `created`, `changed`, `unchanged` or `deleted`.
        package let result: String
    }

    package var apiVersion = APIVersion.current
    package var kind = "Change"
    /// The revision of the change; for a dry run that of the plan it was tried on.
    package let revision: Int64
    package let dryRun: Bool
    package let steps: [Step]
    /// Whether this is the answer to an earlier request with the same idempotency key.
    package var replayed: Bool?
    /// What else a dry run found.
    package var effects: EffectObject?
    /// What became of each document that was applied.
    package var results: [ResultObject]?
    /// The tenant after a creation, or before a deletion.
    package let tenant: TenantObject?
    /// The pool after a creation, or before a deletion.
    package let pool: PoolObject?

    /// The network after its creation, or before its deletion.
    package let network: NetworkDocument?
    /// The leak after its creation, or before its deletion.
    package let leak: LeakObject?

    /// The receipt as the API shows it.
    package init(_ receipt: Receipt) {
        revision = receipt.revision
        dryRun = receipt.dryRun
        steps = receipt.plan.steps.map { Step(verb: $0.verb.rawValue, object: $0.object, detail: $0.detail) }
        if !receipt.plan.outcomes.isEmpty {
            results = receipt.plan.outcomes.map {
                ResultObject(kind: $0.kind, name: $0.name, result: $0.result.rawValue)
            }
        }
        tenant = receipt.plan.tenant.map { TenantObject($0) }
        pool = receipt.plan.pool.map { PoolObject($0, usage: nil) }
        network = receipt.plan.network.map { NetworkDocument($0) }
        leak = receipt.plan.leak.map { LeakObject($0) }
    }
}
