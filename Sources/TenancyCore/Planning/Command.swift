// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A change of the plan, as it was asked for.
package enum Command: Sendable, Equatable {
    case createPool(PoolRequest)
    case deletePool(PoolName)
    case updatePool(PoolChange)
    case createTenant(TenantRequest)
    case deleteTenant(TenantName)
    case createNetwork(NetworkRequest)
    case deleteNetwork(NetworkKey)
    case createLeak(LeakRequest)
    case deleteLeak(LeakName)
    /// Makes the plan match documents.
    case apply(ApplyRequest)
    /// Takes the transaction that made a revision back.
    case undo(Int64)
    case updateTenant(TenantChange)
    /// Deletes a tenant after a while, in which it keeps what it has and gets nothing more.
    case drainTenant(TenantName, Duration)
    /// Brings a tenant to the next stage of its way out, which ends when nothing live is in the way.
    case departTenant(TenantName, Departure)
    case allocate(AddressRequest)
    case release(AddressRelease)
    case reserve(ReservationRequest)
    /// Nothing but what is due: ended quarantines, reservations and drainings. Without any it leaves no trace.
    case expire
    /// Fills an empty plan with an export.
    case importPlan(PlanDocument)
    /// Adds the rows of a file.
    case importRows(RowImport)

    /// What it does, as the journal calls it: `tenant.create`.
    package var verb: String {
        switch self {
        case .createPool: "pool.create"
        case .deletePool: "pool.delete"
        case .updatePool: "pool.update"
        case .createTenant: "tenant.create"
        case .deleteTenant: "tenant.delete"
        case .createNetwork: "network.create"
        case .deleteNetwork: "network.delete"
        case .createLeak: "leak.create"
        case .deleteLeak: "leak.delete"
        case .undo: "revision.undo"
        case .apply: "plan.apply"
        case .updateTenant: "tenant.update"
        case .drainTenant: "tenant.drain"
        case .departTenant: "tenant.depart"
        case .allocate: "address.allocate"
        case .release: "address.release"
        case .reserve: "address.reserve"
        case .expire: "plan.expire"
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
        case .createNetwork(let request): request.key.description
        case .deleteNetwork(let key): key.description
        case .createLeak(let request): request.name.description
        case .deleteLeak(let name): name.description
        case .undo(let revision): String(revision)
        case .apply(let request):
            request.documents.count == 1 ? request.documents[0].name : "\(request.documents.count) documents"
        case .updatePool(let change): change.name.description
        case .updateTenant(let change): change.name.description
        case .drainTenant(let name, _): name.description
        case .departTenant(let name, _): name.description
        case .allocate(let request): request.tenant.description
        case .release(let release): release.text
        case .reserve(let request): request.owner.description
        case .expire: "plan"
        case .importPlan: "plan"
        case .importRows(let request): request.source
        }
    }

    /// The revision that it takes back.
    package var undone: Int64? {
        if case .undo(let revision) = self { revision } else { nil }
    }

    /// Whether it may take an address that the node itself has.
    package var needsNodeAddresses: Bool {
        switch self {
        case .createPool, .updatePool, .createTenant, .createNetwork, .createLeak, .allocate, .reserve, .importRows,
            .apply, .undo:
            true
        default: false
        }
    }
}
