// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocatePublic(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        let egress = try egressPool(request, for: draft, on: ledger)
        let egressCount = egress == nil ? 0 : request.egressAddresses ?? 1
        for (family, count) in request.publicAddresses.sorted(by: { $0.key < $1.key }) where count > 0 {
            let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
            let pool = try pool(.public, family: family, named: request.publicPools[family], field: field, on: ledger)
            // The egress addresses come from what is left.
            let free = try ledger.usage(of: pool).free
            let usable = pool.id == egress?.id ? free - min(free, UInt128(egressCount)) : free
            guard usable >= count else {
                throw try ledger.exhausted(pool, size: 0, count: count, available: Int(usable), field: field)
            }
            for value in try takeSingles(count, from: pool, field: field, on: &ledger) {
                draft.add(.loadBalancer, value, pool)
            }
        }
        guard let pool = egress else { return }
        let field = request.egressAddresses == nil ? "egressPool" : "egressIPs"
        for value in try takeSingles(egressCount, from: pool, field: field, on: &ledger) {
            try checkEgressSubnet(value, pool.name, field: field)
            draft.add(.egress, value, pool)
        }
    }

    /// That many single values of a pool, or an error.
    func takeSingles(
        _ count: Int, from pool: Pool, field: String, on ledger: inout some Ledger
    ) throws -> [Extent] {
        var taken: [Extent] = []
        while taken.count < count {
            taken += try takeNextValues(atMost: count - taken.count, from: pool, field: field, on: &ledger)
        }
        return taken
    }

    private func egressPool(
        _ request: NetworkRequest, for draft: NetworkDraft, on ledger: some Ledger
    ) throws -> Pool? {
        guard draft.connectivity == .egressIP, let family = draft.families.first else { return nil }
        let name = request.egressPool ?? request.publicPools[family]
        return try pool(.public, family: family, named: name, field: "egressPool", on: ledger)
    }
}
