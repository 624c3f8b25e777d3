// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The way of an allocation out: allocated, draining, quarantined, free.
extension Planner {
    /// How long anything may be drained or reserved at most.
    static let longestWait = Duration.seconds(365 * 86_400)

    /// Gives one value back, or the reservation that it lies in.
    func release(_ release: AddressRelease, on ledger: inout some Ledger, plan: inout Plan) throws {
        let pool = try self.pool(of: release, on: ledger)
        guard let tile = try ledger.tile(in: pool, holding: release.value) else {
            throw TenancyError(
                .notFound, "\(release.text) is outside pool \(pool.name)", field: "address",
                hint: "tenancyctl pool show \(pool.name)")
        }
        let text = pool.text(tile.extent)
        if tile.state == .held {
            try ledger.free(tile, in: pool)
            let owner = tile.claimant.map { " for tenant \($0)" } ?? ""
            plan.steps.append(.init(.free, text, "pool \(pool.name), reservation\(owner) given up"))
            return
        }
        guard tile.state == .allocated || tile.state == .draining,
            let allocation = try ledger.allocations(from: pool, overlapping: Extent(release.value)).first
        else {
            let why = tile.state == .free ? "it is free" : try ledger.obstacle(tile.extent, in: pool, tile: tile).reason
            throw TenancyError(
                .notFound, "cannot release \(release.text): \(why)", field: "address",
                hint: "tenancyctl address list --pool \(pool.name)")
        }
        guard allocation.role.singlePool != nil else {
            throw TenancyError(
                .inUse,
                "cannot release \(allocation.text): it is the \(allocation.role.rawValue) of network \(allocation.network) and goes with it",
                field: "address", hint: "tenancyctl tenant delete \(allocation.tenant)")
        }
        try checkUnused(allocation, on: ledger)
        try checkEgressStays(without: allocation, on: ledger)
        if let time = release.drain {
            let until = try end(of: time, field: "drain")
            try ledger.mark(tile, as: .draining, until: until, in: pool)
            try ledger.setDraining(allocation, until: until)
            plan.steps.append(
                .init(.drain, "\(allocation.role.rawValue) \(allocation.text)", "pool \(pool.name), until \(until)"))
            plan.tenants.append(allocation.tenant)
        } else {
            try self.release(allocation, to: pool, on: &ledger, plan: &plan)
            try noteSuccession(to: allocation, on: ledger, plan: &plan)
        }
    }

    /// Has a tenant's addresses drained and then the tenant deleted.
    func drainTenant(_ name: TenantName, for time: Duration, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else { throw Self.noTenant(name) }
        try checkLeaks(of: tenant, on: ledger)
        let until = try end(of: time, field: "drain")
        try drain(tenant, until: until, on: &ledger)
        plan.steps.append(.init(.drain, "tenant \(name)", "until \(until), then it is deleted"))
        plan.tenants.append(name)
        plan.tenant = try ledger.tenant(name)
    }

    /// Marks a tenant and all that it has as drained.
    func drain(_ tenant: Tenant, until: Timestamp, on ledger: inout some Ledger) throws {
        for allocation in tenant.networks.flatMap(\.allocations) {
            if let pool = try allocation.pool.flatMap({ try ledger.pool($0) }),
                let tile = try ledger.tile(in: pool, holding: allocation.extent.first)
            {
                try ledger.mark(tile, as: .draining, until: until, in: pool)
            }
            try ledger.setDraining(allocation, until: until)
        }
        try ledger.setDraining(tenant.name, until: until)
    }

    /// Has a draining tenant stay.
    func keep(_ tenant: Tenant, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard tenant.drainingUntil != nil else {
            throw TenancyError(
                .notFound, "tenant \(tenant.name) is not draining", field: "cancelDrain",
                hint: "tenancyctl tenant show \(tenant.name)")
        }
        for allocation in tenant.networks.flatMap(\.allocations) where allocation.drainingUntil != nil {
            guard let pool = try allocation.pool.flatMap({ try ledger.pool($0) }),
                let tile = try ledger.tile(in: pool, holding: allocation.extent.first)
            else {
                try ledger.setDraining(allocation, until: nil)
                continue
            }
            try endDraining(allocation, tile: tile, in: pool, on: &ledger)
        }
        if tenant.departure != nil { try ledger.setDeparture(nil, of: tenant.name) }
        try ledger.setDraining(tenant.name, until: nil)
        plan.steps.append(.init(.update, "tenant \(tenant.name)", "no longer drained"))
        plan.tenants.append(tenant.name)
    }

    func endDraining(
        _ allocation: Allocation, tile: ExtentRecord, in pool: Pool, on ledger: inout some Ledger
    ) throws {
        try ledger.mark(tile, as: .allocated, until: nil, in: pool)
        try ledger.setDraining(allocation, until: nil)
    }

    /// Gives an allocation back to its pool.
    func release(_ allocation: Allocation, to pool: Pool?, on ledger: inout some Ledger, plan: inout Plan) throws {
        try ledger.remove(allocation, at: now)
        var detail = "the tenant's own"
        if let pool {
            let until = try ledger.giveBack(allocation.extent, to: pool, from: allocation.tenant, at: now)
            detail = "pool \(pool.name)" + (until.map { ", quarantined until \($0)" } ?? ", free")
        }
        plan.steps.append(.init(.release, "\(allocation.role.rawValue) \(allocation.text)", detail))
        if !plan.tenants.contains(allocation.tenant) { plan.tenants.append(allocation.tenant) }
    }

    /// The end of a wait that begins now.
    func end(of time: Duration, field: String) throws -> Timestamp {
        guard time > .zero, time <= Self.longestWait else {
            throw TenancyError(.invalid, "\(field): a time is from 1s to 8760h", field: field)
        }
        return now + time
    }

    private func pool(of release: AddressRelease, on ledger: some Ledger) throws -> Pool {
        if let name = release.pool {
            guard let pool = try ledger.pool(name) else { throw Self.noPool(name, field: "pool") }
            return pool
        }
        guard let pool = try ledger.addressPool(holding: release.value) else {
            throw TenancyError(
                .notFound, "no pool holds \(release.text)", field: "address", hint: "tenancyctl pool list")
        }
        return pool
    }

    static func noPool(_ name: PoolName, field: String = "name") -> TenancyError {
        TenancyError(.notFound, "no pool \(name)", field: field, hint: "tenancyctl pool list")
    }
}
