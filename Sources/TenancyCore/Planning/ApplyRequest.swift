// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Documents that the plan shall match.
package struct ApplyRequest: Sendable, Equatable {
    package enum Document: Sendable, Equatable {
        case pool(PoolRequest)
        case tenant(TenantRequest)
        case network(NetworkRequest)
        case leak(LeakRequest)

        package var kind: String {
            switch self {
            case .pool: "Pool"
            case .tenant: "Tenant"
            case .network: "Network"
            case .leak: "Leak"
            }
        }

        package var name: String {
            switch self {
            case .pool(let request): request.name.description
            case .tenant(let request): request.name.description
            case .network(let request): request.key.description
            case .leak(let request): request.name.description
            }
        }

        /// Its place in the order in which one kind refers to another.
        var rank: Int {
            switch self {
            case .pool: 0
            case .tenant: 1
            case .network: 2
            case .leak: 3
            }
        }
    }

    package let documents: [Document]
    /// Tenants and leaks with all of these labels that no document names are deleted, and such networks of these tenants; `nil` for none.
    package let pruned: [String: String]?

    package init(_ documents: [Document], pruned: [String: String]? = nil) {
        self.documents = documents
        self.pruned = pruned
    }
}
