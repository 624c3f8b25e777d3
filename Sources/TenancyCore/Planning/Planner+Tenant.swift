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
        let connectivity = request.connectivity ?? settings.defaultConnectivity
        try checkCombination(request, connectivity)
        let namespaces = try namespaces(of: request, connectivity, on: ledger)
        let key = NetworkKey(request.name)
        let generation = try ledger.takeGeneration(of: key)
        guard generation <= key.lastGeneration else {
            throw TenancyError(
                .exhausted, "tenant name \(request.name) was used \(generation - 1) times and cannot return",
                field: "name",
                hint: "choose another name: \(key)-g\(generation) is longer than an interface name may be")
        }

        var draft = NetworkDraft(key: key, tenant: request.name, connectivity: connectivity, now: now)
        try allocateCIDRs(request, for: &draft, on: &ledger)
        try allocatePublic(request, for: &draft, on: &ledger)
        try allocateUplink(request, for: &draft, on: &ledger)
        if connectivity == .hostVRF {
            let pool = try pool(.table, family: nil, named: nil, field: "table", on: ledger)
            draft.add(.table, try takeNext(bits: 128, from: pool, field: "table", on: &ledger), pool)
        }
        let spec = try spec(of: request, draft, generation: generation, namespaces: namespaces)
        try checkPeer(spec, on: ledger)

        let quotas = request.quotas.map { Quota(resource: $0.key, limit: $0.value, used: 0) }
        try checkQuota(
            draft.allocations, of: request.name, quotas: quotas.sorted { $0.resource < $1.resource }, field: "quota")

        try ledger.insertTenant(request.name, labels: request.labels, created: now)
        for quota in quotas { try ledger.setQuota(quota.resource, of: request.name, limit: quota.limit) }
        try ledger.insertNetwork(key, of: request.name, spec: spec)
        for allocation in draft.allocations { try ledger.insert(allocation) }
        plan.steps.append(.init(.create, "tenant \(request.name)", "\(connectivity.rawValue)"))
        plan.steps += draft.steps
        plan.tenant = try ledger.tenant(request.name)
        plan.tenants.append(request.name)
        plan.networks.append(key)
    }

    func deleteTenant(_ name: TenantName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else { throw Self.noTenant(name) }
        try remove(tenant, on: &ledger, plan: &plan)
        plan.tenant = tenant
    }

    /// Gives back everything that a tenant has, and takes it out of the plan.
    func remove(_ tenant: Tenant, on ledger: inout some Ledger, plan: inout Plan) throws {
        for network in tenant.networks {
            for allocation in network.allocations {
                let pool = try allocation.pool.flatMap { try ledger.pool($0) }
                try release(allocation, to: pool, on: &ledger, plan: &plan)
            }
            try ledger.removeNetwork(network.key)
            plan.networks.append(network.key)
        }
        try ledger.removeTenant(tenant.name)
        plan.steps.append(.init(.delete, "tenant \(tenant.name)"))
        if !plan.tenants.contains(tenant.name) { plan.tenants.append(tenant.name) }
    }
}
