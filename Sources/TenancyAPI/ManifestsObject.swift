// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// The manifests of the plan as they would be published.
package struct ManifestsObject: Sendable, Equatable, Codable {
    package struct File: Sendable, Equatable, Codable {
        /// Below the folder that is published to.
        package let path: String
        package let content: String
    }

    package var apiVersion = APIVersion.current
    package var kind = "Manifests"
    /// The revision of the plan.
    package let revision: Int64
    /// By path.
    package let files: [File]

    package init(revision: Int64, _ tree: ManifestTree) {
        self.revision = revision
        files = tree.files.sorted { $0.key < $1.key }.map {
            File(path: $0.key, content: String(decoding: $0.value, as: UTF8.self))
        }
    }
}
