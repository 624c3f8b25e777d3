// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a command does, in order: what `--dry-run` prints, and what the journal keeps.
package struct Plan: Sendable, Equatable {
    /// One change of the address plan.
    package struct Step: Sendable, Equatable, Codable {
        package enum Verb: String, Sendable, Codable {
            case create
            case delete
            case allocate
            case release
            case reserve
            case update
            case drain
            /// A quarantine or a reservation that has ended.
            case free
        }
        package let verb: Verb
        /// What it is about: `tenant acme`, `cidr 10.20.0.0/16`.
        package let object: String
        /// Where from, or until when.
        package let detail: String

        package init(_ verb: Verb, _ object: String, _ detail: String = "") {
            self.verb = verb
            self.object = object
            self.detail = detail
        }
    }

    /// What became of a document that was applied.
    package struct Outcome: Sendable, Equatable {
        package enum Result: String, Sendable {
            case created
            case changed
            case unchanged
            case deleted
        }
        /// `Pool`, `Tenant`, `Network` or `Leak`.
        package let kind: String
        package let name: String
        package let result: Result

        package init(kind: String, name: String, result: Result) {
            self.kind = kind
            self.name = name
            self.result = result
        }
    }

    package var steps: [Step] = []
    /// By document, when documents were applied.
    package var outcomes: [Outcome] = []
    /// The networks whose kernel state may have changed.
    package var networks: [NetworkKey] = []
    /// The tenants whose manifests may have changed.
    package var tenants: [TenantName] = []
    /// The tenant as it stands after the command, or as it stood before a deletion.
    package var tenant: Tenant?
    /// The network that the command made, or as it stood before its deletion.
    package var network: Network?
    /// The leak that the command made, or as it stood before its deletion.
    package var leak: Leak?
    /// The pool as it stands after the command, or as it stood before a deletion.
    package var pool: Pool?
    /// What became of the rows of an import.
    package var report: ImportReport?

    package init() {}
}
