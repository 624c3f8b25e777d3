// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenancyCore

/// What was rendered last, so that a change of one tenant costs the rendering of one.
///
/// What comes of it is what a rendering without it gives, and shares its storage with the tree before.
package final class RenderMemory: Sendable {
    /// A rendered plan with what its parts are made of.
    struct Rendering: Sendable {
        let settings: ClusterSettings
        let snapshot: PlanSnapshot
        let neighborhoods: [NetworkKey: Neighborhood]
        let tree: ManifestTree
        /// What tenants add to the files of all.
        let shared: [TenantName: [ManifestObject]]
    }

    private let last = Mutex<Rendering?>(nil)

    package init() {}

    /// What was rendered last with the same settings.
    func rendering(with settings: ClusterSettings) -> Rendering? {
        last.withLock { $0?.settings == settings ? $0 : nil }
    }

    func keep(_ rendering: Rendering) { last.withLock { $0 = rendering } }
}
