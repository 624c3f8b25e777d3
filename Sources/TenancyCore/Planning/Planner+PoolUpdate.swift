// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Changes a pool. What is in use stays in it: a change that would drop some of it is refused, and says what it is.
    func updatePool(_ change: PoolChange, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let old = try ledger.pool(change.name) else { throw Self.noPool(change.name) }
        let new = old.changed(by: change)
        try checkSettings(new)
        if new.range != old.range {
            try resize(old, to: new, on: &ledger)
        } else {
            try ledger.update(new, removing: [], adding: [])
        }
        for (what, before, after) in old.differences(from: new) {
            plan.steps.append(.init(.update, "pool \(old.name)", "\(what) \(before) is now \(after)"))
        }
        for run in change.addedExclusions {
            try exclude(run, from: new, on: &ledger)
            plan.steps.append(.init(.reserve, new.text(run), "pool \(new.name), excluded"))
        }
        for run in change.removedExclusions {
            try include(run, in: new, on: &ledger)
            plan.steps.append(.init(.free, new.text(run), "pool \(new.name), no longer excluded"))
        }
        plan.pool = new
    }

    /// Moves the ends of a pool. A child pool grows and shrinks within its parent.
    private func resize(_ old: Pool, to new: Pool, on ledger: inout some Ledger) throws {
        guard old.range.overlaps(new.range) else {
            throw TenancyError(
                .invalid,
                "range: \(new.text(new.range)) has nothing in common with \(old.text(old.range)) of pool \(old.name)",
                field: "range", hint: "make another pool: tenancyctl pool create")
        }
        let (dropped, gained) = (old.range.subtracting(new.range), new.range.subtracting(old.range))
        for run in dropped {
            for tile in try ledger.tiles(in: old, overlapping: run) where ![.free, .reserved].contains(tile.state) {
                throw try inUse(run, of: old, tile: tile, on: ledger)
            }
        }
        if let name = old.parent, let parent = try ledger.pool(name) {
            try moveInParent(parent, from: old.range, to: new.range, child: old.name, on: &ledger)
        } else {
            for run in gained { try checkUnclaimed(run, kind: new.kind, except: old.name, on: ledger) }
        }
        // The tiles at the ends are cut or grown; those between stay.
        let ends = Set(dropped + gained.compactMap { $0.neighbour(in: old.range) })
        var touched: [ExtentRecord] = []
        for run in ends.sorted() {
            for tile in try ledger.tiles(in: old, overlapping: run) where touched.last != tile { touched.append(tile) }
        }
        var tiles = touched.compactMap { tile in tile.extent.intersection(new.range).map(tile.part) }
        tiles += try gained.flatMap { try self.tiles(of: $0, kind: new.kind) }
        try ledger.update(new, removing: touched, adding: Self.merged(tiles))
    }

    private func moveInParent(
        _ parent: Pool, from old: Extent, to new: Extent, child: PoolName, on ledger: inout some Ledger
    ) throws {
        for run in new.subtracting(old) {
            guard let tile = try ledger.tile(in: parent, holding: run.first), tile.state == .free,
                tile.extent.contains(run)
            else {
                let tiles = try ledger.tiles(in: parent, overlapping: run).filter { $0.state != .free }
                guard let tile = tiles.first else {
                    throw TenancyError(
                        .overlap,
                        "range: \(parent.text(run)) is outside parent \(parent.name), which is \(parent.text(parent.range))",
                        field: "range", hint: "tenancyctl pool update \(parent.name) --range A-B")
                }
                let obstacle = try ledger.obstacle(tile.extent, in: parent, tile: tile)
                throw TenancyError(
                    .notFree, "range: \(parent.text(run)) is not free in parent \(parent.name): \(obstacle.reason)",
                    field: "range", hint: obstacle.hint)
            }
            try ledger.carve(ExtentRecord(run, .delegated), from: tile, in: parent)
        }
        // One child is one tile of its parent: join what was gained, then let go of what was dropped.
        guard let union = Extent(first: min(old.first, new.first), last: max(old.last, new.last)) else { return }
        let parts = try ledger.tiles(in: parent, overlapping: union)
        let whole = ExtentRecord(union, .delegated)
        try ledger.replace(parts, with: [whole], in: parent)
        var rest = whole
        for run in old.subtracting(new) {
            let kept = rest.extent.removing(run)
            let free = ExtentRecord(run, .free)
            let keptTiles = [kept.before, kept.after].compactMap { $0.map(rest.part) }
            try ledger.replace([rest], with: [free] + keptTiles, in: parent)
            try ledger.free(free, in: parent)
            rest = keptTiles.first ?? rest
        }
    }

    /// Takes a run, which need not be aligned, out of what is handed out.
    func exclude(_ run: Extent, from pool: Pool, on ledger: inout some Ledger) throws {
        guard pool.range.contains(run) else {
            throw TenancyError(
                .invalid, "exclude: \(pool.text(run)) is outside the pool, which is \(pool.text(pool.range))",
                field: "exclude")
        }
        for tile in try ledger.tiles(in: pool, overlapping: run) {
            guard let part = tile.extent.intersection(run) else { continue }
            switch tile.state {
            case .free: try ledger.carve(ExtentRecord(part, .reserved), from: tile, in: pool)
            case .reserved: continue
            case .allocated, .quarantined, .draining, .held, .delegated:
                throw try inUse(run, of: pool, tile: tile, verb: "exclude", field: "exclude", on: ledger)
            }
        }
    }

    /// Hands an excluded run out again.
    private func include(_ run: Extent, in pool: Pool, on ledger: inout some Ledger) throws {
        func refused() -> TenancyError {
            TenancyError(
                .invalid, "include: \(pool.text(run)) is not excluded from pool \(pool.name)", field: "include",
                hint: "tenancyctl pool show \(pool.name)")
        }
        guard pool.range.contains(run) else { throw refused() }
        if !pool.kind.isNumeric { try checkParties(run, field: "include") }
        for value in try ledger.tiles(in: pool, overlapping: run).map({ max($0.extent.first, run.first) }) {
            // Read anew each time: what was freed before may have merged with it.
            guard let tile = try ledger.tile(in: pool, holding: value), tile.state == .reserved,
                let part = tile.extent.intersection(run)
            else { throw refused() }
            let cut = ExtentRecord(part, .reserved)
            try ledger.carve(cut, from: tile, in: pool)
            try ledger.free(cut, in: pool)
        }
    }

    private func inUse(
        _ run: Extent, of pool: Pool, tile: ExtentRecord, verb: String = "drop", field: String = "range",
        on ledger: some Ledger
    ) throws -> TenancyError {
        let shown = tile.extent.intersection(run) ?? tile.extent
        let (reason, hint) = try ledger.obstacle(shown, in: pool, tile: tile)
        return TenancyError(
            .inUse, "\(field): cannot \(verb) \(pool.text(run)) of pool \(pool.name): \(reason)", field: field,
            hint: hint ?? "tenancyctl pool show \(pool.name)")
    }

    /// Tiles in order, with free ones that touch made one.
    private static func merged(_ tiles: [ExtentRecord]) -> [ExtentRecord] {
        var result: [ExtentRecord] = []
        for tile in tiles.sorted(by: { $0.extent < $1.extent }) {
            if let last = result.last, last.state == .free, tile.state == .free,
                last.extent.last + 1 == tile.extent.first,
                let both = Extent(first: last.extent.first, last: tile.extent.last)
            {
                result[result.count - 1] = ExtentRecord(both, .free)
            } else {
                result.append(tile)
            }
        }
        return result
    }
}

extension Pool {
    fileprivate func changed(by change: PoolChange) -> Pool {
        func bits(_ limit: PoolChange.Limit?, _ old: Int?) -> Int? {
            switch limit {
            case nil: old
            case .unlimited?: nil
            case .bits(let bits)?: bits
            }
        }
        return Pool(
            id: id, name: name, parent: parent, kind: kind, range: change.range ?? range,
            defaultBits: change.defaultBits ?? defaultBits, minBits: bits(change.minBits, minBits),
            maxBits: bits(change.maxBits, maxBits), policy: change.policy ?? policy,
            quarantine: change.quarantine ?? quarantine)
    }

    /// What two states of a pool differ in, as words.
    func differences(from new: Pool) -> [(what: String, before: String, after: String)] {
        func length(_ bits: Int?) -> String { bits.map { "/\($0 - (family?.offset ?? 0))" } ?? "none" }
        return [
            ("range", text(range), new.text(new.range)),
            ("default length", length(defaultBits), length(new.defaultBits)),
            ("shortest length", length(minBits), length(new.minBits)),
            ("longest length", length(maxBits), length(new.maxBits)),
            ("policy", policy.rawValue, new.policy.rawValue),
            ("quarantine", "\(quarantine.components.seconds)s", "\(new.quarantine.components.seconds)s"),
        ].filter { $0.1 != $0.2 }
    }
}

extension Extent {
    /// What is left of the run without another.
    fileprivate func subtracting(_ other: Extent) -> [Extent] {
        guard let common = intersection(other) else { return [self] }
        let (before, after) = removing(common)
        return [before, after].compactMap(\.self)
    }

    /// The value of `range` beside this run, which lies outside of it.
    fileprivate func neighbour(in range: Extent) -> Extent? {
        Extent(last < range.first ? range.first : range.last)
    }
}
