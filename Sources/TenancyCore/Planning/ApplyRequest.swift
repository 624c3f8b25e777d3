// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Documents that the plan shall match.
package struct ApplyRequest: Sendable, Equatable {
    package enum Document: Sendable, Equatable {
        case pool(PoolRequest)
        case tenant(TenantRequest)

        package var kind: String {
            switch self {
            case .pool: "Pool"
            case .tenant: "Tenant"
            }
        }

        package var name: String {
            switch self {
            case .pool(let request): request.name.description
            case .tenant(let request): request.name.description
            }
        }
    }

    package let documents: [Document]
    /// Tenants with all of these labels that no document names are deleted; `nil` for none.
    package let pruned: [String: String]?

    package init(_ documents: [Document], pruned: [String: String]? = nil) {
        self.documents = documents
        self.pruned = pruned
    }
}
