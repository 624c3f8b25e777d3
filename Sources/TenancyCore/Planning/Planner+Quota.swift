// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Refuses allocations that a tenant's quota does not allow. The store checks it again, whoever writes.
    func checkQuota(_ allocations: [Allocation], of tenant: TenantName, quotas: [Quota], field: String) throws {
        let uses = allocations.compactMap { QuotaResource.use(of: $0) }
        for quota in quotas {
            guard let limit = quota.limit else { continue }
            let wanted = uses.filter { $0.resource == quota.resource }.reduce(Int64(0)) { $0 + $1.amount }
            guard wanted > 0, quota.used + wanted > limit else { continue }
            let left = max(limit - quota.used, 0)
            let raise =
                "raise it: tenancyctl tenant update \(tenant) --quota \(quota.resource.rawValue)=\(quota.used + wanted)"
            throw TenancyError(
                .quota,
                "\(field): quota \(quota.resource.rawValue) of tenant \(tenant) allows \(limit): \(quota.used) used, \(wanted) more asked for",
                field: field, hint: left > 0 ? "\(left) would be allowed; or \(raise)" : raise)
        }
    }

    func updateTenant(_ change: TenantChange, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(change.name) else { throw Self.noTenant(change.name) }
        for (resource, limit) in change.quotas.sorted(by: { $0.key < $1.key }) {
            let used = tenant.quotas.first { $0.resource == resource }?.used ?? 0
            if let limit {
                guard limit >= 0 else {
                    throw TenancyError(.invalid, "quota: a limit is not negative", field: "quota")
                }
                guard limit >= used else {
                    throw TenancyError(
                        .inUse,
                        "quota: \(resource.rawValue) of tenant \(tenant.name) cannot be \(limit): \(used) are used",
                        field: "quota",
                        hint: "set it to \(used), or release some: tenancyctl address list --tenant \(tenant.name)")
                }
            }
            try ledger.setQuota(resource, of: tenant.name, limit: limit)
            let text = limit.map { "\($0), \(used) used" } ?? "no limit, \(used) used"
            plan.steps.append(.init(.update, "quota \(resource.rawValue)", text))
        }
        if change.cancelsDraining { try keep(tenant, on: &ledger, plan: &plan) }
        plan.tenant = try ledger.tenant(tenant.name)
    }

    static func noTenant(_ name: TenantName, field: String = "name") -> TenancyError {
        TenancyError(.notFound, "no tenant \(name)", field: field, hint: "tenancyctl tenant list")
    }
}
