// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenancyCore

/// What was rendered last, tenant by tenant, so that a change of one costs the rendering of one.
///
/// What it gives back is what a rendering without it would give, and shares its storage with the tree before.
package final class RenderMemory: Sendable {
    /// A tenant's files, and what it adds to those of all.
    struct Part: Sendable {
        let tenant: Tenant
        let files: [String: [UInt8]]
        let shared: [ManifestObject]
    }

    private struct State {
        var settings: ClusterSettings?
        var parts: [TenantName: Part] = [:]
        var list: (folders: [String], bytes: [UInt8])?
    }

    private let state = Mutex(State())

    package init() {}

    /// The parts of a plan in its order; only what is new or has changed is made.
    func parts(_ tenants: [Tenant], _ settings: ClusterSettings, make: (Tenant) -> Part) -> [Part] {
        let known = state.withLock { $0.settings == settings ? $0.parts : [:] }
        let parts = tenants.map { tenant in
            if let part = known[tenant.name], part.tenant == tenant { return part }
            return make(tenant)
        }
        let new = Dictionary(parts.map { ($0.tenant.name, $0) }) { _, last in last }
        state.withLock { state in
            state.settings = settings
            state.parts = new
        }
        return parts
    }

    /// The list of all tenants' folders as it is written.
    func list(_ folders: [String], make: ([String]) -> [UInt8]) -> [UInt8] {
        if let list = state.withLock({ $0.list }), list.folders == folders { return list.bytes }
        let bytes = make(folders)
        state.withLock { $0.list = (folders, bytes) }
        return bytes
    }
}
