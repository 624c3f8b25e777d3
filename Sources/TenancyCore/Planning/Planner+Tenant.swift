// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func createTenant(_ request: TenantRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        if let tenant = try ledger.tenant(request.name) {
            let drained = tenant.drainingUntil.map { " and drains until \($0)" } ?? ""
            throw TenancyError(
                .exists, "tenant \(request.name) exists\(drained)", field: "name",
                hint: "tenancyctl tenant show \(request.name)")
        }
        try checkLabels(request.labels)
        try checkKey(request.network.key, of: request.name, on: ledger)
        let connectivity = request.connectivity ?? settings.defaultConnectivity
        let quotas = request.quotas.map { Quota(resource: $0.key, limit: $0.value, used: 0) }
            .sorted { $0.resource < $1.resource }
        try ledger.insertTenant(request.name, labels: request.labels, created: now)
        for quota in quotas { try ledger.setQuota(quota.resource, of: request.name, limit: quota.limit) }
        plan.steps.append(.init(.create, "tenant \(request.name)", "\(connectivity.rawValue)"))
        let network = try make(request.network, connectivity, quotas: quotas, on: &ledger, plan: &plan)
        // Reading it back would cost a third of the change.
        plan.tenant = Tenant(
            name: request.name, labels: request.labels, created: now,
            quotas: Self.quotas(quotas, using: network.allocations), networks: [network])
    }

    /// The quotas of a new tenant that holds allocations.
    private static func quotas(_ quotas: [Quota], using allocations: [Allocation]) -> [Quota] {
        var limits: [QuotaResource: Int64] = [:]
        for quota in quotas { limits[quota.resource] = quota.limit }
        var used: [QuotaResource: Int64] = limits.mapValues { _ in 0 }
        for use in allocations.compactMap({ QuotaResource.use(of: $0) }) {
            used[use.resource, default: 0] += use.amount
        }
        return used.map { Quota(resource: $0.key, limit: limits[$0.key], used: $0.value) }
    }

    func deleteTenant(_ name: TenantName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else { throw Self.noTenant(name) }
        try checkLeaks(of: tenant, on: ledger)
        try remove(tenant, on: &ledger, plan: &plan)
        plan.tenant = tenant
    }

    /// Refuses to let a tenant go whose networks another's are joined with.
    func checkLeaks(of tenant: Tenant, on ledger: some Ledger) throws {
        let own = Set(tenant.networks.map(\.key))
        for key in tenant.networks.map(\.key) {
            for leak in try ledger.leaks(of: key) where !own.contains(leak.source) || !own.contains(leak.target) {
                throw Self.held(by: leak, "tenant \(tenant.name)", of: key)
            }
        }
    }

    /// Gives back everything that a tenant has, and takes it out of the plan with the leaks of its networks.
    func remove(_ tenant: Tenant, on ledger: inout some Ledger, plan: inout Plan) throws {
        for network in tenant.networks {
            for leak in try ledger.leaks(of: network.key) { try remove(leak, on: &ledger, plan: &plan) }
            try remove(network, on: &ledger, plan: &plan)
        }
        try ledger.removeTenant(tenant.name)
        plan.steps.append(.init(.delete, "tenant \(tenant.name)"))
        if !plan.tenants.contains(tenant.name) { plan.tenants.append(tenant.name) }
    }
}
