// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// How many values one request takes at most.
    private static let countLimit = 1024

    /// Gives a tenant single values: all that were asked for, or none.
    func allocate(_ request: AddressRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.account(of: request.tenant) else {
            throw Self.noTenant(request.tenant, field: "tenant")
        }
        try checkNotDraining(tenant)
        try check(request)
        let network = try network(of: tenant, named: request.network)
        let pool = try pool(for: request, on: ledger)
        let scope: Scope = pool.kind.isNumeric ? .numbers(pool.kind) : .shared
        func allocation(_ extent: Extent) -> Allocation {
            Allocation(
                scope: scope, pool: pool.name, extent: extent, tenant: tenant.name, network: network,
                role: request.role, since: now, labels: request.labels)
        }

        var taken: [Allocation] = []
        for value in request.values.sorted() {
            let wanted = Extent(value)
            if let drained = try reclaim(wanted, request, from: pool, on: &ledger) {
                plan.steps.append(.init(.allocate, "\(request.role.rawValue) \(drained.text)", "no longer drained"))
                continue
            }
            do {
                try take(wanted, request, from: pool, on: &ledger)
                taken.append(allocation(wanted))
            } catch let error as TenancyError where request.orNext && [.notFree, .overlap].contains(error.code) {
                taken.append(allocation(try takeNext(request, count: 1, from: pool, on: &ledger)[0]))
            }
        }
        if request.values.isEmpty {
            taken = try takeNext(request, count: request.count, from: pool, on: &ledger).map(allocation)
        }
        try checkQuota(taken, of: tenant.name, quotas: tenant.quotas, field: "count")
        try ledger.insert(taken)
        for allocation in taken {
            plan.steps.append(.init(.allocate, "\(allocation.role.rawValue) \(allocation.text)", "pool \(pool.name)"))
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
            throw TenancyError(
                .invalid, "count: a request takes 1 to \(Self.countLimit) addresses", field: "count")
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

    /// The pool that was named, that the first wanted address lies in, or the only one there is.
    private func pool(for request: AddressRequest, on ledger: some Ledger) throws -> Pool {
        let kind = request.role.singlePool ?? .public
        if request.pool == nil, !kind.isNumeric, let value = request.values.first,
            let pool = try ledger.addressPool(holding: value), pool.kind == kind
        {
            return pool
        }
        let family = request.values.first.map { IPAddress(bits: $0).family } ?? request.family
        return try pool(
            kind, family: kind.isNumeric ? nil : family, named: request.pool, option: "pool", field: "pool", on: ledger)
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
