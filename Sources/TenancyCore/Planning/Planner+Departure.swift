// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The staged way of a tenant out: each stage is a change of its own, so that it is in the journal and survives whatever happens to the daemon.
extension Planner {
    /// Brings a tenant to a stage of its way out. Each comes after the one before; to be where it is already changes nothing.
    func depart(_ name: TenantName, _ stage: Departure, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else { throw Self.noTenant(name) }
        plan.tenant = tenant
        guard tenant.departure != stage else { return }
        guard tenant.departure?.next == stage || (stage == .draining && tenant.departure == nil) else {
            let now = tenant.departure.map { "is \($0.rawValue)" } ?? "is not on its way out"
            throw TenancyError(
                .inUse, "tenant \(name) cannot be \(stage.rawValue): it \(now)", field: "name",
                hint: "tenancyctl tenant status \(name)")
        }
        if stage == .draining { try drain(tenant, until: .whenFree, on: &ledger) }
        try ledger.setDeparture(stage, of: name)
        plan.steps.append(.init(.drain, "tenant \(name)", Self.meaning(of: stage)))
        plan.tenants.append(name)
        plan.tenant = try ledger.tenant(name)
    }

    private static func meaning(of stage: Departure) -> String {
        switch stage {
        case .draining: "until nothing is in the way, then it is deleted"
        case .withdrawing: "its public addresses are no longer announced"
        case .removing: "its objects leave the cluster"
        }
    }
}
