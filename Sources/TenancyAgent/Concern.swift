// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What somebody waits for downstream: everything, or what concerns some tenants and networks.
struct Concern {
    var tenants: Set<String> = []
    var networks: Set<String> = []

    /// Whether an item of the outbox is among it.
    func includes(_ item: OutboxItem) -> Bool {
        guard !tenants.isEmpty || !networks.isEmpty else { return true }
        return switch item.target {
        case .kernel: networks.contains(item.object)
        case .manifests: tenants.contains(item.object)
        }
    }
}
