// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Adds a network to a tenant.
    func createNetwork(_ request: NetworkRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.account(of: request.tenant) else {
            throw Self.noTenant(request.tenant, field: "tenant")
        }
        try checkNotDraining(tenant)
        try checkKey(request.key, of: request.tenant, on: ledger)
        let connectivity = request.connectivity ?? settings.defaultConnectivity
        plan.steps.append(
            .init(.create, "network \(request.key)", "\(connectivity.rawValue), of tenant \(request.tenant)"))
        plan.network = try make(request, connectivity, quotas: tenant.quotas, on: &ledger, plan: &plan)
    }

    /// Takes a network out of the plan with all that it holds; not the last one, which goes with its tenant.
    func deleteNetwork(_ key: NetworkKey, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let owner = try ledger.tenant(ofNetwork: key), let tenant = try ledger.tenant(owner),
            let network = tenant.networks.first(where: { $0.key == key })
        else { throw Self.noNetwork(key) }
        guard tenant.networks.count > 1 else {
            throw TenancyError(
                .inUse, "cannot delete network \(key): it is the only one of tenant \(owner)", field: "name",
                hint: "tenancyctl tenant delete \(owner); or make another first: tenancyctl network create")
        }
        if let leak = try ledger.leaks(of: key).first { throw Self.held(by: leak, "network \(key)", of: key) }
        try remove(network, on: &ledger, plan: &plan)
        plan.steps.append(.init(.delete, "network \(key)", "of tenant \(owner)"))
        plan.network = network
    }

    /// Makes a network of a tenant that is in the plan, and returns it as it would be read.
    func make(
        _ request: NetworkRequest, _ connectivity: Connectivity, quotas: [Quota], on ledger: inout some Ledger,
        plan: inout Plan
    ) throws -> Network {
        try checkCombination(request, connectivity)
        let namespaces = try namespaces(of: request, connectivity, on: ledger)
        let key = request.key
        let generation = try ledger.takeGeneration(of: key)
        guard generation <= key.lastGeneration else {
            throw TenancyError(
                .exhausted, "network name \(key) was used \(generation - 1) times and cannot return", field: "name",
                hint: "choose another name: \(key)-g\(generation) is longer than an interface name may be")
        }

        var draft = NetworkDraft(key: key, tenant: request.tenant, connectivity: connectivity, now: now)
        try allocateCIDRs(request, for: &draft, on: &ledger)
        try allocatePublic(request, for: &draft, on: &ledger)
        try allocateUplink(request, for: &draft, on: &ledger)
        if connectivity == .hostVRF {
            let pool = try pool(.table, family: nil, named: nil, field: "table", on: ledger)
            draft.add(.table, try takeNext(bits: 128, from: pool, field: "table", on: &ledger), pool)
        }
        if connectivity == .evpn { try allocateVNIs(request, for: &draft, on: &ledger) }
        let spec = try spec(of: request, draft, generation: generation, namespaces: namespaces)
        try checkPeer(spec, of: [key], on: ledger)
        try checkAnnounced(draft.allocations, by: spec.announcement, field: "publicIPsV6")
        try checkQuota(draft.allocations, of: request.tenant, quotas: quotas, field: "quota")

        try ledger.insertNetwork(key, of: request.tenant, spec: spec)
        try ledger.insert(draft.allocations)
        plan.steps += draft.steps
        plan.networks.append(key)
        if !plan.tenants.contains(request.tenant) { plan.tenants.append(request.tenant) }
        return Network(key: key, tenant: request.tenant, spec: spec, allocations: draft.allocations)
    }

    /// Gives back everything that a network holds, and takes it out of the plan.
    func remove(_ network: Network, on ledger: inout some Ledger, plan: inout Plan) throws {
        for allocation in network.allocations {
            let pool = try allocation.pool.flatMap { try ledger.pool($0) }
            try release(allocation, to: pool, on: &ledger, plan: &plan)
        }
        try ledger.removeNetwork(network.key)
        plan.networks.append(network.key)
        if !plan.tenants.contains(network.tenant) { plan.tenants.append(network.tenant) }
    }

    /// Refuses a name that a network has, or that another tenant's first network would have.
    func checkKey(_ key: NetworkKey, of tenant: TenantName, on ledger: some Ledger) throws {
        if let owner = try ledger.tenant(ofNetwork: key) {
            throw TenancyError(
                .exists, "network \(key) exists, of tenant \(owner)", field: "name",
                hint: "choose another name: tenancyctl network show \(key)")
        }
        guard key != NetworkKey(tenant), let other = try? TenantName(key.description),
            try ledger.account(of: other) != nil
        else { return }
        throw TenancyError(
            .exists, "network name \(key) is kept for tenant \(other)", field: "name", hint: "choose another name")
    }

    func checkNotDraining(_ tenant: TenantAccount) throws {
        guard let until = tenant.drainingUntil else { return }
        let end = until == .whenFree ? "nothing is in its way" : "\(until)"
        throw TenancyError(
            .inUse, "tenant \(tenant.name) is draining until \(end) and gets nothing more", field: "tenant",
            hint: "tenancyctl tenant update \(tenant.name) --cancel-drain")
    }

    static func noNetwork(_ key: NetworkKey, field: String = "name") -> TenancyError {
        TenancyError(.notFound, "no network \(key)", field: field, hint: "tenancyctl network list")
    }
}
