// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func createPool(_ request: PoolRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try ledger.pool(request.name) == nil else {
            throw TenancyError(
                .exists, "pool \(request.name) exists", field: "name", hint: "tenancyctl pool show \(request.name)")
        }
        try check(request, on: ledger)
        let defaultBits = try defaultBits(of: request)
        let tiles = try tiles(of: request)
        let pool = try ledger.insert(request, defaultBits: defaultBits, tiles: tiles)
        plan.pool = pool
        plan.steps.append(.init(.create, "pool \(pool.name)", "\(pool.kind.rawValue) \(pool.text(pool.range))"))
        for tile in tiles where tile.state == .reserved {
            plan.steps.append(.init(.reserve, pool.text(tile.extent), "pool \(pool.name), excluded"))
        }
    }

    func deletePool(_ name: PoolName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let pool = try ledger.pool(name) else {
            throw TenancyError(.notFound, "no pool \(name)", field: "name", hint: "tenancyctl pool list")
        }
        if let tile = try ledger.firstTile(in: pool, state: .allocated) {
            let holder = try ledger.allocations(from: pool, overlapping: tile.extent).first
            let owner = holder.map { " by tenant \($0.tenant)" } ?? ""
            throw TenancyError(
                .inUse, "cannot delete pool \(name): \(pool.text(tile.extent)) is held\(owner)", field: "name",
                hint: "tenancyctl address list --pool \(name)")
        }
        if let tile = try ledger.firstTile(in: pool, state: .quarantined) {
            let until = tile.until.map { " until \($0)" } ?? ""
            throw TenancyError(
                .inUse, "cannot delete pool \(name): \(pool.text(tile.extent)) is quarantined\(until)", field: "name",
                hint: "wait for the quarantine to end")
        }
        try ledger.remove(pool)
        plan.pool = pool
        plan.steps.append(.init(.delete, "pool \(name)", "\(pool.kind.rawValue) \(pool.text(pool.range))"))
    }

    private func check(_ request: PoolRequest, on ledger: some Ledger) throws {
        let kind = request.kind
        if let limits = kind.limits, !limits.contains(request.range) {
            throw TenancyError(
                .invalid, "range: a \(kind.rawValue) pool lies within \(limits.numberText)", field: "range")
        }
        if request.quarantine < .zero {
            throw TenancyError(.invalid, "quarantine: a duration is not negative", field: "quarantine")
        }
        guard !kind.isNumeric else {
            if let other = try ledger.pools().first(where: { $0.kind == kind && $0.range.overlaps(request.range) }) {
                throw overlap(request, other)
            }
            return
        }
        let first = IPAddress(bits: request.range.first)
        guard first.family == IPAddress(bits: request.range.last).family else {
            throw TenancyError(.invalid, "cidr: a pool is of one family", field: "cidr")
        }
        guard first.isUnicast || request.range.span > 0, IPAddress(bits: request.range.last).isUnicast else {
            throw TenancyError(
                .invalid, "cidr: \(request.range.addressText) holds addresses that no host can have", field: "cidr")
        }
        if let other = try ledger.pools().first(where: { !$0.kind.isNumeric && $0.range.overlaps(request.range) }) {
            throw overlap(request, other)
        }
        if let holder = try ledger.allocations(in: .shared, overlapping: request.range).first {
            throw TenancyError(
                .overlap,
                "cidr: \(request.range.addressText) overlaps \(holder.text), which tenant \(holder.tenant) brought",
                field: "cidr", hint: "tenancyctl tenant show \(holder.tenant)")
        }
    }

    private func overlap(_ request: PoolRequest, _ other: Pool) -> TenancyError {
        let field = request.kind.isNumeric ? "range" : "cidr"
        let text = request.kind.isNumeric ? request.range.numberText : request.range.addressText
        return TenancyError(
            .overlap, "\(field): \(text) overlaps \(other.text(other.range)) of pool \(other.name)", field: field,
            hint: "tenancyctl pool show \(other.name)")
    }

    private func defaultBits(of request: PoolRequest) throws -> Int {
        let family = IPAddress(bits: request.range.first).family
        let fallback =
            switch request.kind {
            case .private: family == .ipv4 ? 24 + 96 : 64
            case .transit: 127
            case .public, .vlan, .table: 128
            }
        guard let bits = request.defaultBits else { return max(fallback, 128 - request.range.fit) }
        let allowed =
            switch request.kind {
            case .private: family.offset...128
            case .transit: 120...127
            case .public, .vlan, .table: 128...128
            }
        guard allowed.contains(bits) else {
            let range = "\(allowed.lowerBound - family.offset) to \(allowed.upperBound - family.offset)"
            throw TenancyError(
                .invalid, "defaultLength: a \(request.kind.rawValue) pool allows \(range)", field: "defaultLength")
        }
        guard 128 - bits <= request.range.fit else {
            throw TenancyError(
                .invalid, "defaultLength: no /\(bits - family.offset) fits into \(request.range.addressText)",
                field: "defaultLength")
        }
        return bits
    }

    /// The tiles of a new pool: its exclusions, and the reserved ranges that lie in it, are cut out of one free extent.
    private func tiles(of request: PoolRequest) throws -> [ExtentRecord] {
        for exclusion in request.exclusions where !request.range.contains(exclusion) {
            let text = request.kind.isNumeric ? exclusion.numberText : exclusion.addressText
            throw TenancyError(.invalid, "exclude: \(text) is outside the pool", field: "exclude")
        }
        let reserved = request.kind.isNumeric ? [] : settings.reserved.map { Extent($0.prefix) }
        let clipped = reserved.compactMap {
            Extent(first: max($0.first, request.range.first), last: min($0.last, request.range.last))
        }
        var tiles: [ExtentRecord] = []
        var rest: Extent? = request.range
        for cut in Self.union(request.exclusions + clipped) {
            guard let run = rest else { break }
            let (before, after) = run.removing(cut)
            if let before { tiles.append(ExtentRecord(before, .free)) }
            tiles.append(ExtentRecord(cut, .reserved))
            rest = after
        }
        if let rest { tiles.append(ExtentRecord(rest, .free)) }
        guard tiles.contains(where: { $0.state == .free }) else {
            throw TenancyError(.invalid, "exclude: nothing of the pool is left", field: "exclude")
        }
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
