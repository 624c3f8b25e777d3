// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A change of the plan, as it was asked for.
package enum Command: Sendable, Equatable {
    case createPool(PoolRequest)
    case deletePool(PoolName)
    case createTenant(TenantRequest)
    case deleteTenant(TenantName)
    /// Takes the transaction that made a revision back.
    case undo(Int64)

    /// What it does, as the journal calls it: `tenant.create`.
    package var verb: String {
        switch self {
        case .createPool: "pool.create"
        case .deletePool: "pool.delete"
        case .createTenant: "tenant.create"
        case .deleteTenant: "tenant.delete"
        case .undo: "revision.undo"
        }
    }

    /// The name of the object that it is about.
    package var object: String {
        switch self {
        case .createPool(let request): request.name.description
        case .deletePool(let name): name.description
        case .createTenant(let request): request.name.description
        case .deleteTenant(let name): name.description
        case .undo(let revision): String(revision)
        }
    }

    /// The revision that it takes back.
    package var undone: Int64? {
        if case .undo(let revision) = self { revision } else { nil }
    }
}
