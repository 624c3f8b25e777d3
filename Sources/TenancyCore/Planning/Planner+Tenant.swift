// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func createTenant(_ request: TenantRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try ledger.tenant(request.name) == nil else {
            throw TenancyError(
                .exists, "tenant \(request.name) exists", field: "name", hint: "tenancyctl tenant show \(request.name)")
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
            draft.add(.table, try ledger.takeNext(bits: 128, from: pool, field: "table"), pool)
        }
        let spec = try spec(of: request, draft, generation: generation, namespaces: namespaces)
        try checkPeer(spec, on: ledger)

        try ledger.insertTenant(request.name, labels: request.labels, created: now)
        try ledger.insertNetwork(key, of: request.name, spec: spec)
        for allocation in draft.allocations { try ledger.insert(allocation) }
        plan.steps.append(.init(.create, "tenant \(request.name)", "\(connectivity.rawValue)"))
        plan.steps += draft.steps
        plan.tenant = try ledger.tenant(request.name)
        plan.tenants = [request.name]
        plan.networks = [key]
    }

    func deleteTenant(_ name: TenantName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else {
            throw TenancyError(.notFound, "no tenant \(name)", field: "name", hint: "tenancyctl tenant list")
        }
        plan.tenant = tenant
        plan.tenants = [name]
        for network in tenant.networks {
            for allocation in network.allocations {
                try ledger.remove(allocation, at: now)
                var detail = "the tenant's own"
                if let poolName = allocation.pool, let pool = try ledger.pool(poolName) {
                    let until = try ledger.giveBack(allocation.extent, to: pool, from: name, at: now)
                    detail = "pool \(poolName)" + (until.map { ", quarantined until \($0)" } ?? ", free")
                }
                plan.steps.append(.init(.release, "\(allocation.role.rawValue) \(allocation.text)", detail))
            }
            try ledger.removeNetwork(network.key)
            plan.networks.append(network.key)
        }
        try ledger.removeTenant(name)
        plan.steps.append(.init(.delete, "tenant \(name)"))
    }
}
