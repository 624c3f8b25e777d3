// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocatePublic(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        let egress = try egressPool(request, for: draft, on: ledger)
        for (family, count) in request.publicAddresses.sorted(by: { $0.key < $1.key }) where count > 0 {
            let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
            let pool = try pool(.public, family: family, named: request.publicPools[family], field: field, on: ledger)
            // The egress address comes from what is left.
            let free = try ledger.usage(of: pool).free
            let usable = pool.id == egress?.id && free > 0 ? free - 1 : free
            guard usable >= count else {
                throw try ledger.exhausted(pool, size: 0, count: count, available: Int(usable), field: field)
            }
            var missing = count
            while missing > 0 {
                let taken = try takeNextValues(atMost: missing, from: pool, field: field, on: &ledger)
                for value in taken { draft.add(.loadBalancer, value, pool) }
                missing -= taken.count
            }
        }
        guard let pool = egress else { return }
        let address = try takeNext(bits: 128, from: pool, field: "egressPool", on: &ledger)
        let subnets = settings.egressSubnets.filter { $0.family == pool.family }
        guard subnets.isEmpty || subnets.contains(where: { Extent($0).contains(address) }) else {
            let allowed = subnets.map(\.description).joined(separator: ", ")
            throw TenancyError(
                .unsupported,
                "egressPool: \(address.addressText) of pool \(pool.name) is outside the node's egress subnet \(allowed)",
                field: "egressPool",
                hint:
                    "name a public pool inside \(allowed) with --egress-pool: OVN-Kubernetes assigns no other address to a CUDN"
            )
        }
        draft.add(.egress, address, pool)
    }

    private func egressPool(
        _ request: NetworkRequest, for draft: NetworkDraft, on ledger: some Ledger
    ) throws -> Pool? {
        guard draft.connectivity == .egressIP, let family = draft.families.first else { return nil }
        let name = request.egressPool ?? request.publicPools[family]
        return try pool(.public, family: family, named: name, field: "egressPool", on: ledger)
    }
}
