// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Takes the next free aligned block of a pool by its policy.
    ///
    /// - Throws: `TenancyError` with code `pool.exhausted`, which says what is there.
    mutating func takeNext(bits: Int, from pool: Pool, field: String) throws -> Extent {
        let size = 128 - bits
        guard let tile = try freeTile(in: pool, fit: size), let block = tile.extent.firstAligned(size) else {
            throw exhausted(pool, size: size, usage: try usage(of: pool), field: field)
        }
        try carve(block, as: .allocated, from: tile, in: pool)
        return block
    }

    /// Takes exactly this run when it is free, or quarantined after this same tenant held it.
    ///
    /// - Throws: `TenancyError` with code `address.not-free`, which says what is in the way.
    mutating func take(_ wanted: Extent, from pool: Pool, for tenant: TenantName, field: String) throws {
        guard let tile = try tile(in: pool, holding: wanted.first) else {
            throw TenancyError(.notFree, "\(field): \(pool.text(wanted)) is outside pool \(pool.name)", field: field)
        }
        guard tile.state == .free || (tile.state == .quarantined && tile.previousTenant == tenant),
            tile.extent.contains(wanted)
        else { throw try notFree(wanted, in: pool, tile: tile, field: field) }
        try carve(wanted, as: .allocated, from: tile, in: pool)
    }

    /// Whether `take` would succeed.
    func canTake(_ wanted: Extent, from pool: Pool, for tenant: TenantName) throws -> Bool {
        guard let tile = try tile(in: pool, holding: wanted.first), tile.extent.contains(wanted) else { return false }
        return tile.state == .free || (tile.state == .quarantined && tile.previousTenant == tenant)
    }

    /// Gives an allocated run back: into quarantine when the pool has one, else to the free space.
    ///
    /// - Returns: When the quarantine ends; `nil` when there is none.
    mutating func giveBack(_ extent: Extent, to pool: Pool, from tenant: TenantName, at now: Timestamp) throws
        -> Timestamp?
    {
        guard let tile = try tile(in: pool, holding: extent.first), tile.state == .allocated, tile.extent == extent
        else {
            throw TenancyError(.storeDamaged, "pool \(pool.name) has no allocated extent \(pool.text(extent))")
        }
        guard pool.quarantine > .zero else {
            try free(tile, in: pool)
            return nil
        }
        let until = now + pool.quarantine
        let rested = ExtentRecord(extent, .quarantined, until: until, previousTenant: tenant)
        try replace([tile], with: [rested], in: pool)
        return until
    }

    /// Makes a tile free and merges it with the free tiles beside it.
    package mutating func free(_ tile: ExtentRecord, in pool: Pool) throws {
        var old = [tile]
        var (first, last) = (tile.extent.first, tile.extent.last)
        if first > pool.range.first, let before = try self.tile(in: pool, holding: first - 1), before.state == .free {
            first = before.extent.first
            old.insert(before, at: 0)
        }
        if last < pool.range.last, let after = try self.tile(in: pool, holding: last + 1), after.state == .free {
            last = after.extent.last
            old.append(after)
        }
        guard let merged = Extent(first: first, last: last) else { return }
        try replace(old, with: [ExtentRecord(merged, .free)], in: pool)
    }

    /// Cuts a run out of a tile; what is left of it on the sides keeps its state.
    private mutating func carve(
        _ run: Extent, as state: ExtentRecord.State, from tile: ExtentRecord, in pool: Pool
    ) throws {
        let (before, after) = tile.extent.removing(run)
        func rest(_ extent: Extent) -> ExtentRecord {
            ExtentRecord(extent, tile.state, until: tile.until, previousTenant: tile.previousTenant)
        }
        let tiles = [before.map(rest), ExtentRecord(run, state), after.map(rest)].compactMap(\.self)
        try replace([tile], with: tiles, in: pool)
    }

    private func exhausted(_ pool: Pool, size: Int, usage: PoolUsage, field: String) -> TenancyError {
        let wanted =
            if pool.kind.isNumeric {
                "a number"
            } else if size == 0 {
                "an address"
            } else {
                "a /\((pool.family?.width ?? 128) - size)"
            }
        var facts = ["\(usage.allocated) allocated", "\(usage.free) free"]
        if usage.reserved > 0 { facts.append("\(usage.reserved) excluded") }
        if usage.quarantined > 0 {
            facts.append(
                "\(usage.quarantined) quarantined" + (usage.nextRelease.map { ", the first until \($0)" } ?? ""))
        }
        if let fit = usage.largestFit, size > fit, let width = pool.family?.width {
            facts.append("largest free block /\(width - fit)")
        }
        let hint: String? =
            if let fit = usage.largestFit, size > fit, pool.kind == .private, let width = pool.family?.width {
                "ask for a /\(width - fit), or add a pool: tenancyctl pool create NAME --kind private --cidr PREFIX"
            } else if pool.kind.isNumeric {
                "see what holds them: tenancyctl address list --pool \(pool.name)"
            } else {
                "add a pool: tenancyctl pool create NAME --kind \(pool.kind.rawValue) --cidr PREFIX"
            }
        return TenancyError(
            .exhausted, "pool \(pool.name) cannot give \(wanted): \(facts.joined(separator: ", "))", field: field,
            hint: hint)
    }

    private func notFree(_ wanted: Extent, in pool: Pool, tile: ExtentRecord, field: String) throws -> TenancyError {
        let text = pool.text(wanted)
        func refuse(_ reason: String, hint: String? = nil) -> TenancyError {
            TenancyError(
                .notFree, "\(field): \(text) is not free in pool \(pool.name): \(reason)", field: field, hint: hint)
        }
        if let holder = try allocations(from: pool, overlapping: wanted).first {
            return refuse(
                "tenant \(holder.tenant) holds \(holder.text)", hint: "tenancyctl tenant show \(holder.tenant)")
        }
        switch tile.state {
        case .reserved: return refuse("\(pool.text(tile.extent)) is excluded")
        case .quarantined:
            let owner = tile.previousTenant.map { " after tenant \($0) held it" } ?? ""
            let until = tile.until.map { " until \($0)" } ?? ""
            return refuse("\(pool.text(tile.extent)) is quarantined\(until)\(owner)")
        case .free: return refuse("only \(pool.text(tile.extent)) of it is")
        case .allocated, .draining: return refuse("\(pool.text(tile.extent)) is allocated")
        }
    }
}
