// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A change of the plan, as it was asked for.
package enum Command: Sendable, Equatable {
    case createPool(PoolRequest)
    case deletePool(PoolName)
    case createTenant(TenantRequest)
    case deleteTenant(TenantName)
    /// Fills an empty plan with an export.
    case importPlan(PlanDocument)
    /// Adds the rows of a file.
    case importRows(RowImport)

    /// What it does, as the journal calls it: `tenant.create`.
    package var verb: String {
        switch self {
        case .createPool: "pool.create"
        case .deletePool: "pool.delete"
        case .createTenant: "tenant.create"
        case .deleteTenant: "tenant.delete"
        case .importPlan: "plan.import"
        case .importRows: "plan.import-rows"
        }
    }

    /// The name of the object that it is about.
    package var object: String {
        switch self {
        case .createPool(let request): request.name.description
        case .deletePool(let name): name.description
        case .createTenant(let request): request.name.description
        case .deleteTenant(let name): name.description
        case .importPlan: "plan"
        case .importRows(let request): request.source
        }
    }
}
