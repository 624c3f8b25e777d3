// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why an allocation is refused: what was considered, what is in the way and until when, and the nearest request that would succeed.
extension Ledger {
    /// The answer when a pool has not `count` blocks of 2^size values.
    func exhausted(_ pool: Pool, size: Int, count: Int = 1, available: Int = 0, field: String) throws -> TenancyError {
        let usage = try usage(of: pool)
        let width = pool.family?.width
        let wanted: String
        switch (width, size) {
        case (nil, _): wanted = count == 1 ? "a number" : "\(count) numbers"
        case (_, 0): wanted = count == 1 ? "an address" : "\(count) addresses"
        case (let width?, _): wanted = "a /\(width - size)"
        }
        var facts = ["\(usage.allocated) allocated", "\(usage.free) free"]
        if usage.reserved > 0 { facts.append("\(usage.reserved) excluded") }
        if usage.held > 0 { facts.append("\(usage.held) reserved") }
        if usage.quarantined > 0 { facts.append("\(usage.quarantined) quarantined") }
        if let next = usage.nextRelease { facts.append("the next comes back at \(next)") }
        let fit = usage.largestFit
        if let fit, let width, size > fit { facts.append("largest free block /\(width - fit)") }
        var ways: [String] = []
        if available > 0 {
            ways.append("ask for \(available)")
        } else if let fit, let width, size > fit, pool.maxBits.map({ 128 - fit <= $0 }) ?? true {
            ways.append("ask for a /\(width - fit)")
        }
        if pool.kind.isNumeric {
            ways.append("see what holds them: tenancyctl address list --pool \(pool.name)")
        } else {
            ways.append("add a pool: tenancyctl pool create NAME --kind \(pool.kind.rawValue) --cidr PREFIX")
        }
        return TenancyError(
            .exhausted,
            "pool \(pool.name) cannot give \(wanted) of \(pool.text(pool.range)): \(facts.joined(separator: ", "))",
            field: field, hint: ways.joined(separator: "; or "))
    }

    /// The answer when a wanted run is not to be had.
    func notFree(_ wanted: Extent, in pool: Pool, tile: ExtentRecord, field: String) throws -> TenancyError {
        let text = pool.text(wanted)
        var (reason, hint) = try obstacle(wanted, in: pool, tile: tile)
        if hint == nil, let next = try nextFree(bits: wanted.span.leadingZeroBitCount, in: pool) {
            hint = "the next free one is \(pool.text(next.block))"
        }
        return TenancyError(
            .notFree, "\(field): \(text) is not free in pool \(pool.name): \(reason)", field: field, hint: hint)
    }

    /// What keeps a run from being used, and where to read more of it.
    func obstacle(_ wanted: Extent, in pool: Pool, tile: ExtentRecord) throws -> (reason: String, hint: String?) {
        if let holder = try allocations(from: pool, overlapping: wanted).first {
            let drained = holder.drainingUntil.map { " and drains it until \($0)" } ?? ""
            return (
                "tenant \(holder.tenant) holds \(holder.text)\(drained)", "tenancyctl tenant show \(holder.tenant)"
            )
        }
        let text = pool.text(tile.extent)
        let why = tile.reason.map { ": \($0)" } ?? ""
        let until = tile.until.map { " until \($0)" } ?? ""
        switch tile.state {
        case .reserved:
            let owner = tile.claimant.map { " for all but tenant \($0)" } ?? ""
            return ("\(text) is excluded\(owner)\(why)", nil)
        case .quarantined:
            let owner = tile.claimant.map { " after tenant \($0) held it" } ?? ""
            return ("\(text) is quarantined\(until)\(owner)", nil)
        case .held:
            let owner = tile.claimant.map { " for tenant \($0)" } ?? ""
            return ("\(text) is reserved\(owner)\(until)\(why)", nil)
        case .delegated:
            let child = try pools().first { $0.parent == pool.name && $0.range.overlaps(wanted) }
            return (
                child.map { "\(text) is child pool \($0.name)" } ?? "\(text) is a child pool",
                child.map { "tenancyctl pool show \($0.name)" }
            )
        case .free: return ("only \(text) of it is", nil)
        case .allocated, .draining: return ("\(text) is allocated", nil)
        }
    }
}
