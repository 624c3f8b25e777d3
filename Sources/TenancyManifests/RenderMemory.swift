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
        let tenants: [Tenant]
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

extension [Tenant] {
    /// The tenants that are new or others than before, and the names of those that are gone. Both plans are in order.
    func changes(since old: [Tenant]) -> (changed: [Tenant], removed: [TenantName]) {
        var changed: [Tenant] = []
        var removed: [TenantName] = []
        var place = old.startIndex
        for tenant in self {
            while place < old.endIndex, old[place].name < tenant.name {
                removed.append(old[place].name)
                place += 1
            }
            guard place < old.endIndex, old[place].name == tenant.name else {
                changed.append(tenant)
                continue
            }
            if old[place] != tenant { changed.append(tenant) }
            place += 1
        }
        return (changed, removed + old[place...].map(\.name))
    }
}
