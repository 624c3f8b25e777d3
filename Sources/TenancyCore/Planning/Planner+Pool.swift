// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func createPool(_ request: PoolRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try ledger.pool(request.name) == nil else {
            throw TenancyError(
                .exists, "pool \(request.name) exists", field: "name", hint: "tenancyctl pool show \(request.name)")
        }
        let range = try range(of: request, on: &ledger)
        let new = try self.pool(of: request, range: range)
        if new.parent == nil { try checkUnclaimed(range, kind: new.kind, on: ledger) }
        let pool = try ledger.insert(new, tiles: try tiles(of: range, kind: new.kind))
        plan.pool = pool
        let origin = pool.parent.map { ", of pool \($0)" } ?? ""
        plan.steps.append(
            .init(.create, "pool \(pool.name)", "\(pool.kind.rawValue) \(pool.text(pool.range))\(origin)"))
        try reserveLinkAddresses(request.reserve, in: pool, on: &ledger)
        for run in Self.union(request.exclusions) { try exclude(run, from: pool, on: &ledger) }
        let tiles = try ledger.tiles(in: pool, overlapping: range)
        for tile in tiles where tile.state == .reserved {
            let why = tile.reason.map { ": \($0)" } ?? ""
            plan.steps.append(.init(.reserve, pool.text(tile.extent), "pool \(pool.name), excluded\(why)"))
        }
        guard tiles.contains(where: { $0.state == .free }) else {
            throw TenancyError(.invalid, "exclude: nothing of the pool is left", field: "exclude")
        }
    }

    func deletePool(_ name: PoolName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let pool = try ledger.pool(name) else { throw Self.noPool(name) }
        for state in [ExtentRecord.State.delegated, .allocated, .draining, .held, .quarantined] {
            guard let tile = try ledger.firstTile(in: pool, state: state) else { continue }
            let (reason, hint) = try ledger.obstacle(tile.extent, in: pool, tile: tile)
            throw TenancyError(
                .inUse, "cannot delete pool \(name): \(reason)", field: "name",
                hint: state == .quarantined
                    ? "wait for the quarantine to end" : hint ?? "tenancyctl address list --pool \(name)")
        }
        try ledger.remove(pool)
        if let parent = try pool.parent.flatMap({ try ledger.pool($0) }),
            let tile = try ledger.tile(in: parent, holding: pool.range.first)
        {
            try ledger.free(tile, in: parent)
        }
        plan.pool = pool
        plan.steps.append(.init(.delete, "pool \(name)", "\(pool.kind.rawValue) \(pool.text(pool.range))"))
    }

    /// The range that was asked for; that of a child pool is taken from its parent.
    private func range(of request: PoolRequest, on ledger: inout some Ledger) throws -> Extent {
        guard let name = request.parent else {
            guard let range = request.range else {
                throw TenancyError(
                    .invalid, "length: a pool without a parent needs its range", field: "length",
                    hint: "add --cidr PREFIX, or --parent POOL")
            }
            return range
        }
        guard let parent = try ledger.pool(name) else { throw Self.noPool(name, field: "parent") }
        guard parent.kind == request.kind else {
            throw TenancyError(
                .invalid, "kind: pool \(name) is of kind \(parent.kind.rawValue), and so are its children",
                field: "kind")
        }
        guard let range = request.range else {
            guard let bits = request.length, (1...128).contains(bits) else {
                throw TenancyError(
                    .invalid, "length: a child pool needs its range or its length", field: "length",
                    hint: "add --cidr PREFIX or --length N")
            }
            guard let (block, tile) = try ledger.nextFree(bits: bits, in: parent) else {
                throw try ledger.exhausted(parent, size: 128 - bits, field: "length")
            }
            try ledger.carve(ExtentRecord(block, .delegated), from: tile, in: parent)
            return block
        }
        guard let tile = try ledger.tile(in: parent, holding: range.first), parent.range.contains(range) else {
            throw TenancyError(
                .overlap,
                "cidr: \(parent.text(range)) is outside parent \(name), which is \(parent.text(parent.range))",
                field: "cidr", hint: "tenancyctl pool show \(name)")
        }
        guard tile.state == .free, tile.extent.contains(range) else {
            throw try ledger.notFree(range, in: parent, tile: tile, field: "cidr")
        }
        try ledger.carve(ExtentRecord(range, .delegated), from: tile, in: parent)
        return range
    }

    /// The pool as it will stand in the ledger, with everything that was not asked for decided.
    private func pool(of request: PoolRequest, range: Extent) throws -> Pool {
        let first = IPAddress(bits: range.first)
        let fallback =
            switch request.kind {
            case .private: first.family == .ipv4 ? 24 + 96 : 64
            case .transit: 127
            case .public, .vlan, .table, .vni: 128
            }
        let shortest = max(fallback, 128 - range.fit)
        let pool = Pool(
            id: 0, name: request.name, parent: request.parent, kind: request.kind, range: range,
            defaultBits: request.defaultBits ?? min(max(shortest, request.minBits ?? 0), request.maxBits ?? 128),
            minBits: request.minBits, maxBits: request.maxBits, policy: request.policy, quarantine: request.quarantine)
        try checkSettings(pool)
        return pool
    }

    /// Refuses what a pool of its kind cannot be.
    func checkSettings(_ pool: Pool) throws {
        if pool.quarantine < .zero {
            throw TenancyError(.invalid, "quarantine: a duration is not negative", field: "quarantine")
        }
        if let limits = pool.kind.limits {
            guard limits.contains(pool.range) else {
                throw TenancyError(
                    .invalid, "range: a \(pool.kind.rawValue) pool lies within \(limits.numberText)", field: "range")
            }
        } else {
            let (first, last) = (IPAddress(bits: pool.range.first), IPAddress(bits: pool.range.last))
            guard first.family == last.family else {
                throw TenancyError(.invalid, "cidr: a pool is of one family", field: "cidr")
            }
            guard first.isUnicast || pool.range.span > 0, last.isUnicast else {
                throw TenancyError(
                    .invalid, "cidr: \(pool.range.addressText) holds addresses that no host can have", field: "cidr")
            }
        }
        try checkLengths(pool)
    }

    private func checkLengths(_ pool: Pool) throws {
        let offset = pool.family?.offset ?? 0
        let allowed =
            switch pool.kind {
            case .private: offset...128
            case .transit: 120...127
            case .public, .vlan, .table, .vni: 128...128
            }
        let given = [
            ("minLength", pool.minBits), ("maxLength", pool.maxBits), ("defaultLength", pool.defaultBits),
        ]
        for case (let field, let bits?) in given {
            guard allowed.contains(bits) else {
                let range = "\(allowed.lowerBound - offset) to \(allowed.upperBound - offset)"
                throw TenancyError(
                    .invalid, "\(field): a \(pool.kind.rawValue) pool allows \(range)", field: field)
            }
            guard field == "maxLength" || 128 - bits <= pool.range.fit else {
                throw TenancyError(
                    .invalid, "\(field): no /\(bits - offset) fits into \(pool.text(pool.range))", field: field)
            }
        }
        guard (pool.minBits ?? 0) <= pool.defaultBits, pool.defaultBits <= pool.maxBits ?? 128 else {
            throw TenancyError(
                .invalid,
                "defaultLength: /\(pool.defaultBits - offset) is not between the shortest and the longest length",
                field: "defaultLength", hint: "give --min-length, --default-length and --max-length together")
        }
    }

    /// Refuses a range that another pool, or a CIDR that a tenant brought, has a part of.
    func checkUnclaimed(_ range: Extent, kind: PoolKind, except: PoolName? = nil, on ledger: some Ledger) throws {
        let field = kind.isNumeric ? "range" : "cidr"
        let text = kind.isNumeric ? range.numberText : range.addressText
        let rivals = try ledger.pools().filter { pool in
            pool.name != except && pool.range.overlaps(range)
                && (kind.isNumeric ? pool.kind == kind : !pool.kind.isNumeric)
        }
        if let other = rivals.min(by: { $0.range.span < $1.range.span }) {
            throw TenancyError(
                .overlap, "\(field): \(text) overlaps \(other.text(other.range)) of pool \(other.name)", field: field,
                hint: other.kind == kind && other.range.contains(range)
                    ? "make it a child of that pool with --parent \(other.name)" : "tenancyctl pool show \(other.name)")
        }
        guard !kind.isNumeric else { return }
        // Tenants with a VRF of their own may have what a private pool has, but nothing that is unique on the node.
        let held =
            kind == .private
            ? try ledger.allocations(in: .shared, overlapping: range) : try ledger.allocations(overlapping: range)
        if let holder = held.first {
            throw TenancyError(
                .overlap,
                "cidr: \(text) overlaps \(holder.text), which tenant \(holder.tenant) brought",
                field: "cidr", hint: "tenancyctl tenant show \(holder.tenant)")
        }
    }

    /// Excludes addresses that have a meaning of their own when the pool is the subnet of a link.
    private func reserveLinkAddresses(
        _ addresses: Set<LinkAddress>, in pool: Pool, on ledger: inout some Ledger
    ) throws {
        guard !addresses.isEmpty else { return }
        let prefixes = pool.kind.isNumeric ? [] : pool.range.prefixes
        guard pool.kind == .public, let subnet = prefixes.first, prefixes.count == 1 else {
            throw TenancyError(
                .unsupported,
                pool.kind == .public
                    ? "reserve: \(pool.text(pool.range)) is not one prefix, so it has no network address and no gateway"
                    : "reserve: a \(pool.kind.rawValue) pool hands out whole subnets or numbers, not addresses of one subnet",
                field: "reserve", hint: "exclude what is taken with --exclude RANGE")
        }
        for kind in addresses.sorted() {
            guard let address = kind.address(in: subnet) else {
                throw TenancyError(
                    .unsupported, "reserve: \(subnet) has no \(kind.rawValue) address", field: "reserve")
            }
            let run = Extent(address.bits)
            guard let tile = try ledger.tile(in: pool, holding: run.first), tile.state == .free else { continue }
            try ledger.carve(ExtentRecord(run, .reserved, reason: "\(kind.rawValue) address"), from: tile, in: pool)
        }
    }

    /// The tiles of a new range: one free extent, out of which is cut what other parties of the node have.
    func tiles(of range: Extent, kind: PoolKind) throws -> [ExtentRecord] {
        var tiles: [ExtentRecord] = []
        var rest: Extent? = range
        for party in kind.isNumeric ? [] : parties(overlapping: range).sorted(by: { $0.extent < $1.extent }) {
            // Parties may overlap each other: the first one names the part that they share.
            guard let run = rest, let cut = run.intersection(party.extent) else { continue }
            let (before, after) = run.removing(cut)
            if let before { tiles.append(ExtentRecord(before, .free)) }
            tiles.append(ExtentRecord(cut, .reserved, reason: party.text))
            rest = after
        }
        if let rest { tiles.append(ExtentRecord(rest, .free)) }
        return tiles
    }

    /// The runs in order, with those that overlap or touch made one.
    private static func union(_ extents: [Extent]) -> [Extent] {
        var result: [Extent] = []
        for extent in extents.sorted() {
            if let previous = result.last, previous.last == .max || extent.first <= previous.last + 1,
                let merged = Extent(first: previous.first, last: max(previous.last, extent.last))
            {
                result[result.count - 1] = merged
            } else {
                result.append(extent)
            }
        }
        return result
    }
}
