// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// How many values one request takes at most.
    private static let countLimit = 1024

    private static var tooMany: TenancyError {
        TenancyError(.invalid, "count: a request takes 1 to \(countLimit) addresses", field: "count")
    }

    /// Gives a tenant single values: all that were asked for, or none.
    func allocate(_ request: AddressRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.account(of: request.tenant) else {
            throw Self.noTenant(request.tenant, field: "tenant")
        }
        try checkNotDraining(tenant)
        try check(request)
        let network = try network(of: tenant, named: request.network)
        // To read a network costs as much as it has addresses.
        let matters = request.role == .egress || settings.metalLBBGPType == .native
        let owner = matters ? try ledger.network(network) : nil
        let egress = request.role == .egress ? owner : nil
        var request = request
        if let egress {
            try checkHasEgress(egress, field: "role")
            if request.families.isEmpty, request.values.isEmpty, request.pools.isEmpty {
                request.families = Set(egress.egressAddresses.prefix(1).map(\.family))
            }
        }
        var taken: [Allocation] = []
        for share in try shares(of: request, on: ledger) {
            let pool = share.pool
            func allocation(_ extent: Extent) -> Allocation {
                Allocation(
                    scope: pool.kind.isNumeric ? .numbers(pool.kind) : .shared, pool: pool.name, extent: extent,
                    tenant: tenant.name, network: network, role: request.role, since: now, labels: request.labels)
            }
            for value in share.values.sorted() {
                let wanted = Extent(value)
                if let drained = try reclaim(wanted, request, from: pool, on: &ledger) {
                    let text = "\(request.role.rawValue) \(drained.text)"
                    plan.steps.append(.init(.allocate, text, "no longer drained"))
                    continue
                }
                do {
                    try take(wanted, request, from: pool, on: &ledger)
                    taken.append(allocation(wanted))
                } catch let error as TenancyError where request.orNext && [.notFree, .overlap].contains(error.code) {
                    taken.append(allocation(try takeNext(request, count: 1, from: pool, on: &ledger)[0]))
                }
            }
            if share.values.isEmpty {
                taken += try takeNext(request, count: request.count, from: pool, on: &ledger).map(allocation)
            }
        }
        if let owner { try checkAnnounced(taken, by: owner.spec.announcement, field: "family") }
        if let egress { try checkEgress(taken, of: egress, field: request.values.isEmpty ? "pool" : "address") }
        try checkQuota(taken, of: tenant.name, quotas: tenant.quotas, field: "count")
        try ledger.insert(taken)
        for allocation in taken {
            let text = "\(allocation.role.rawValue) \(allocation.text)"
            plan.steps.append(.init(.allocate, text, allocation.pool.map { "pool \($0)" } ?? ""))
        }
        plan.tenants.append(tenant.name)
    }

    private func check(_ request: AddressRequest) throws {
        guard request.role.singlePool != nil else {
            let roles = AllocationRole.allCases.filter { $0.singlePool != nil }.map(\.rawValue)
            throw TenancyError(
                .unsupported,
                "role: \(request.role.rawValue) comes with the making of a network and is not allocated by itself",
                field: "role", hint: "roles are \(roles.joined(separator: ", "))")
        }
        guard (1...Self.countLimit).contains(max(request.count, request.values.count)), request.count > 0 else {
            throw Self.tooMany
        }
        guard request.count == 1 || request.values.isEmpty else {
            throw TenancyError(
                .invalid, "count: the addresses are named, so their number is known", field: "count",
                hint: "leave --count or --address out")
        }
        guard Set(request.values).count == request.values.count else {
            throw TenancyError(.invalid, "address: an address is named twice", field: "address")
        }
        if request.allowsQuarantined, reason.isEmpty {
            throw TenancyError(
                .invalid, "reason: another tenant's quarantine is not broken without a reason", field: "reason",
                hint: "add --reason TEXT, which the journal keeps")
        }
        try checkLabels(request.labels)
    }

    private func network(of tenant: TenantAccount, named name: NetworkKey?) throws -> NetworkKey {
        if let name {
            guard tenant.networks.contains(name) else {
                throw TenancyError(
                    .notFound, "network: tenant \(tenant.name) has no network \(name)", field: "network",
                    hint: "tenancyctl tenant show \(tenant.name)")
            }
            return name
        }
        guard let network = tenant.networks.first, tenant.networks.count == 1 else {
            let names = tenant.networks.map(\.description).joined(separator: ", ")
            throw TenancyError(
                .invalid,
                names.isEmpty
                    ? "network: tenant \(tenant.name) has no network"
                    : "network: tenant \(tenant.name) has more than one network: \(names)", field: "network",
                hint: "name one with --network")
        }
        return network
    }

    /// What a request takes from one pool: these values, or as many as it asks for of each family.
    private struct Share {
        let pool: Pool
        var values: [UInt128] = []
    }

    /// One share for each family: from the pool that was named, that the first wanted address lies in, or the only one there is.
    private func shares(of request: AddressRequest, on ledger: some Ledger) throws -> [Share] {
        let kind = request.role.singlePool ?? .public
        if kind.isNumeric {
            guard request.families.isEmpty else {
                throw TenancyError(
                    .invalid, "family: \(request.role.rawValue) is a number, and numbers have no family",
                    field: "family",
                    hint: "leave --ipv6 and --dual-stack out")
            }
            let pool = try pool(
                kind, family: nil, named: request.pools.first, option: "pool", field: "pool", on: ledger)
            return [Share(pool: pool, values: request.values)]
        }
        let named = try namedPools(of: request, on: ledger)
        let values = Dictionary(grouping: request.values) { IPAddress(bits: $0).family }
        let families = try families(of: request, values: Set(values.keys), pools: named)
        guard request.count * families.count <= Self.countLimit else { throw Self.tooMany }
        return try families.sorted().map { family in
            let values = values[family] ?? []
            if named[family] == nil, let value = values.first, let pool = try ledger.addressPool(holding: value),
                pool.kind == kind
            {
                return Share(pool: pool, values: values)
            }
            let pool = try pool(
                kind, family: family, named: named[family], option: "pool", field: "pool", on: ledger)
            return Share(pool: pool, values: values)
        }
    }

    private func namedPools(
        of request: AddressRequest, on ledger: some Ledger
    ) throws -> [AddressFamily: PoolName] {
        var named: [AddressFamily: PoolName] = [:]
        for name in request.pools {
            guard let pool = try ledger.pool(name) else { throw Self.noPool(name, field: "pool") }
            guard let family = pool.family else {
                throw TenancyError(
                    .invalid, "pool: \(name) holds numbers, and \(request.role.rawValue) is an address", field: "pool")
            }
            if let other = named.updateValue(name, forKey: family) {
                throw TenancyError(
                    .invalid, "pool: \(other) and \(name) are both of \(family.title)", field: "pool",
                    hint: "name at most one pool of each family")
            }
        }
        return named
    }

    /// The families that are asked for, which the named addresses and pools must be of.
    private func families(
        of request: AddressRequest, values: Set<AddressFamily>, pools: [AddressFamily: PoolName]
    ) throws -> Set<AddressFamily> {
        let said = values.isEmpty ? Set(pools.keys) : values
        let families = request.families.isEmpty ? said : request.families
        guard values.isEmpty || families == values else {
            throw TenancyError(
                .invalid, "family: the addresses are named, so their family is known", field: "family",
                hint: "leave --ipv6 and --dual-stack out")
        }
        if let (family, pool) = pools.first(where: { !families.contains($0.key) }) {
            let wanted = families.sorted().map(\.title).joined(separator: " and ")
            throw TenancyError(
                .invalid, "pool: \(pool) is of \(family.title), and the request is for \(wanted)", field: "pool")
        }
        return families.isEmpty ? [.ipv4] : families
    }

    /// Ends the draining of an address that the same tenant still holds in the same role.
    private func reclaim(
        _ wanted: Extent, _ request: AddressRequest, from pool: Pool, on ledger: inout some Ledger
    ) throws -> Allocation? {
        guard let tile = try ledger.tile(in: pool, holding: wanted.first), tile.state == .draining,
            let held = try ledger.allocations(from: pool, overlapping: wanted).first,
            held.tenant == request.tenant, held.role == request.role
        else { return nil }
        try endDraining(held, tile: tile, in: pool, on: &ledger)
        return held
    }

    private func take(
        _ wanted: Extent, _ request: AddressRequest, from pool: Pool, on ledger: inout some Ledger
    ) throws {
        if !pool.kind.isNumeric { try checkParties(wanted, field: "address") }
        try ledger.take(
            wanted, from: pool, for: request.tenant, allowsQuarantined: request.allowsQuarantined, field: "address")
    }

    /// The next free values; when those run out and the request allows it, the ones in quarantine.
    private func takeNext(
        _ request: AddressRequest, count: Int, from pool: Pool, on ledger: inout some Ledger
    ) throws -> [Extent] {
        var taken: [Extent] = []
        while taken.count < count {
            do {
                taken += try takeNextValues(atMost: count - taken.count, from: pool, field: "pool", on: &ledger)
            } catch let error as TenancyError where error.code == .exhausted {
                guard request.allowsQuarantined, let tile = try ledger.firstTile(in: pool, state: .quarantined) else {
                    for extent in taken {
                        if let tile = try ledger.tile(in: pool, holding: extent.first) {
                            try ledger.free(tile, in: pool)
                        }
                    }
                    throw try ledger.exhausted(
                        pool, size: 0, count: count, available: taken.count, field: error.field ?? "pool")
                }
                try take(Extent(tile.extent.first), request, from: pool, on: &ledger)
                taken.append(Extent(tile.extent.first))
            }
        }
        return taken
    }
}
