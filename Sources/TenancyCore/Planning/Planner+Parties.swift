// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the node uses beside the plan: ranges of the configuration, and the node's own addresses (R-01).
extension Planner {
    /// A user of addresses that is not in the plan, by what it has and its description.
    struct Party {
        let extent: Extent
        let text: String
    }

    /// The first party that a run overlaps.
    func party(overlapping run: Extent) -> Party? {
        if let reserved = settings.reserved.first(where: { Extent($0.prefix).overlaps(run) }) {
            return Party(reserved)
        }
        return settings.nodeAddresses.first { run.contains($0.address.bits) }.map(Party.init)
    }

    /// Every party that a run overlaps.
    func parties(overlapping run: Extent) -> [Party] {
        settings.reserved.filter { Extent($0.prefix).overlaps(run) }.map(Party.init)
            + settings.nodeAddresses.filter { run.contains($0.address.bits) }.map(Party.init)
    }

    /// Refuses what overlaps a party.
    func checkParties(_ run: Extent, field: String) throws {
        guard let party = party(overlapping: run) else { return }
        throw TenancyError(
            .overlap, "\(field): \(run.addressText) overlaps \(party.text)", field: field, hint: party.hint)
    }

    /// Takes the next free block of a pool that no party uses. What a party has in a free block is excluded on the way, so that it is met once.
    ///
    /// - Throws: `TenancyError` with code `pool.exhausted`, which says what is there.
    func takeNext(
        bits: Int, from pool: Pool, as state: ExtentRecord.State = .allocated, until: Timestamp? = nil,
        for owner: TenantName? = nil, field: String, on ledger: inout some Ledger
    ) throws -> Extent {
        try checkLength(bits, pool, field: field)
        while let (block, tile) = try ledger.nextFree(bits: bits, in: pool) {
            guard !pool.kind.isNumeric, let party = party(overlapping: block) else {
                let taken = ExtentRecord(
                    block, state, until: until, claimant: owner, reason: owner == nil ? nil : reason)
                try ledger.carve(taken, from: tile, in: pool)
                return block
            }
            guard let cut = tile.extent.intersection(party.extent) else { break }
            try ledger.carve(ExtentRecord(cut, .reserved, reason: party.text), from: tile, in: pool)
        }
        throw try ledger.exhausted(pool, size: 128 - bits, field: field)
    }

    /// Takes at least one and at most so many single values: those that as many requests for one would get, one after the other, but in one step when they
    /// follow each other.
    ///
    /// - Throws: `TenancyError` with code `pool.exhausted`, which says what is there.
    func takeNextValues(
        atMost count: Int, from pool: Pool, field: String, on ledger: inout some Ledger
    ) throws -> [Extent] {
        try checkLength(128, pool, field: field)
        // What is left of a tile is chosen next, by either policy that takes the lowest value of one.
        guard count > 1, pool.policy != .sparse, let (_, tile) = try ledger.nextFree(bits: 128, in: pool),
            let run = Extent(
                first: tile.extent.first, last: tile.extent.first + min(tile.extent.span, UInt128(count - 1))),
            pool.kind.isNumeric || party(overlapping: run) == nil
        else { return [try takeNext(bits: 128, from: pool, field: field, on: &ledger)] }
        let taken = (0...run.span).map { Extent(run.first + $0) }
        let rest = tile.extent.removing(run).after.map(tile.part)
        let tiles = taken.map { ExtentRecord($0, .allocated) } + [rest].compactMap(\.self)
        try ledger.replace([tile], with: tiles, in: pool)
        return taken
    }

    /// Refuses a length that the pool does not give.
    func checkLength(_ bits: Int, _ pool: Pool, field: String) throws {
        guard let family = pool.family else { return }
        let least = pool.minBits.flatMap { bits < $0 ? $0 : nil }
        let most = pool.maxBits.flatMap { bits > $0 ? $0 : nil }
        guard let nearest = least ?? most else { return }
        let limits = [("no shorter than", pool.minBits), ("no longer than", pool.maxBits)].compactMap { text, bits in
            bits.map { "\(text) /\($0 - family.offset)" }
        }
        throw TenancyError(
            .invalid,
            "\(field): pool \(pool.name) gives prefixes \(limits.joined(separator: " and ")), not a /\(bits - family.offset)",
            field: field,
            hint: "ask for a /\(nearest - family.offset), or change the pool: tenancyctl pool update \(pool.name)"
        )
    }
}

extension Planner.Party {
    init(_ reserved: PlanSettings.Reserved) {
        extent = Extent(reserved.prefix)
        text = "\(reserved.prefix), which is reserved as \(reserved.name)"
    }

    init(_ node: NodeAddress) {
        extent = Extent(node.address.bits)
        text = "\(node.address) on \(node.interface) of this node"
    }

    var hint: String {
        extent.span == 0 && !text.contains("reserved as")
            ? "ip address show" : "reserved ranges stand in the configuration under addressing.reserved"
    }
}
