// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a change would do beside the address plan: in a dry run.
package struct EffectObject: Sendable, Equatable, Codable {
    /// A file of the manifests.
    package struct File: Sendable, Equatable, Codable {
        /// `added`, `changed` or `removed`.
        package let change: String
        package let path: String
    }

    /// The rows of the plan.
    package let rows: [RowObject]
    /// What would be written to the kernel, in the notation of ip(8).
    package let kernel: [String]
    package let manifests: [File]

    /// The effects as the API shows them.
    package init(rows: [RowChange], kernel: [String], manifests: [ManifestTree.Change]) {
        self.rows = rows.map(RowObject.init)
        self.kernel = kernel
        self.manifests = manifests.map { File(change: $0.kind.rawValue, path: $0.path) }
    }
}
