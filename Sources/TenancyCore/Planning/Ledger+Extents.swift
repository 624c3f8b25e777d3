// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// The pool of addresses that a value belongs to: the innermost one around it.
    package func addressPool(holding value: UInt128) throws -> Pool? {
        try pools().filter { !$0.kind.isNumeric && $0.range.contains(value) }.min { $0.range.span < $1.range.span }
    }

    /// The next free aligned block of a pool by its policy, and the tile that it lies in.
    func nextFree(bits: Int, in pool: Pool) throws -> (block: Extent, tile: ExtentRecord)? {
        let size = 128 - bits
        guard let tile = try freeTile(in: pool, fit: size) else { return nil }
        let block = pool.policy == .sparse ? tile.extent.middleAligned(size) : tile.extent.firstAligned(size)
        return block.map { ($0, tile) }
    }

    /// Takes exactly this run when it is free, or waits for this same tenant in quarantine or as a reservation.
    ///
    /// - Parameter allowsQuarantined: Whether another tenant's quarantine is no obstacle.
    /// - Throws: `TenancyError` with code `address.not-free`, which says what is in the way.
    mutating func take(
        _ wanted: Extent, from pool: Pool, for tenant: TenantName, as record: ExtentRecord.State = .allocated,
        until: Timestamp? = nil, reason: String? = nil, allowsQuarantined: Bool = false, field: String
    ) throws {
        guard let tile = try tile(in: pool, holding: wanted.first) else {
            throw TenancyError(
                .notFree,
                "\(field): \(pool.text(wanted)) is outside pool \(pool.name), which is \(pool.text(pool.range))",
                field: field, hint: "tenancyctl pool list")
        }
        guard tile.extent.contains(wanted),
            tile.isOpen(to: tenant) || (allowsQuarantined && tile.state == .quarantined)
        else { throw try notFree(wanted, in: pool, tile: tile, field: field) }
        let taken = ExtentRecord(
            wanted, record, until: until, claimant: record == .held ? tenant : nil, reason: reason)
        try carve(taken, from: tile, in: pool)
    }

    /// Whether `take` would succeed.
    func canTake(_ wanted: Extent, from pool: Pool, for tenant: TenantName) throws -> Bool {
        guard let tile = try tile(in: pool, holding: wanted.first) else { return false }
        return tile.extent.contains(wanted) && tile.isOpen(to: tenant)
    }

    /// Gives an allocated run back: into quarantine when the pool has one, else to the free space.
    ///
    /// - Returns: When the quarantine ends; `nil` when there is none.
    mutating func giveBack(_ extent: Extent, to pool: Pool, from tenant: TenantName, at now: Timestamp) throws
        -> Timestamp?
    {
        guard let tile = try tile(in: pool, holding: extent.first), tile.extent == extent,
            tile.state == .allocated || tile.state == .draining
        else {
            throw TenancyError(.storeDamaged, "pool \(pool.name) has no allocated extent \(pool.text(extent))")
        }
        guard pool.quarantine > .zero else {
            try free(tile, in: pool)
            return nil
        }
        let until = now + pool.quarantine
        let rested = ExtentRecord(extent, .quarantined, until: until, claimant: tenant)
        try replace([tile], with: [rested], in: pool)
        return until
    }

    /// Changes the state of a whole tile.
    mutating func mark(_ tile: ExtentRecord, as state: ExtentRecord.State, until: Timestamp?, in pool: Pool) throws {
        try replace([tile], with: [ExtentRecord(tile.extent, state, until: until)], in: pool)
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

    /// Cuts a run out of a tile and gives it a state of its own; what is left of the tile on the sides stays as it is.
    mutating func carve(_ run: ExtentRecord, from tile: ExtentRecord, in pool: Pool) throws {
        let (before, after) = tile.extent.removing(run.extent)
        let tiles = [before.map(tile.part), run, after.map(tile.part)].compactMap(\.self)
        try replace([tile], with: tiles, in: pool)
    }

    /// The tiles of a pool that overlap a run, in order.
    func tiles(in pool: Pool, overlapping run: Extent) throws -> [ExtentRecord] {
        var tiles: [ExtentRecord] = []
        var next = max(run.first, pool.range.first)
        while next <= min(run.last, pool.range.last), let tile = try tile(in: pool, holding: next) {
            tiles.append(tile)
            guard tile.extent.last < .max else { break }
            next = tile.extent.last + 1
        }
        return tiles
    }
}

extension ExtentRecord {
    /// Whether a tenant may take what is in it.
    func isOpen(to tenant: TenantName) -> Bool {
        switch state {
        case .free: true
        case .quarantined, .held, .reserved: claimant == tenant
        case .allocated, .draining, .delegated: false
        }
    }

    /// A part of it, in the same state.
    func part(_ extent: Extent) -> ExtentRecord {
        ExtentRecord(extent, state, until: until, claimant: claimant, reason: reason)
    }
}
