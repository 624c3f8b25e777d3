// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocatePublic(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        for (family, count) in request.publicAddresses.sorted(by: { $0.key < $1.key }) where count > 0 {
            let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
            let pool = try pool(.public, family: family, named: request.publicPools[family], field: field, on: ledger)
            for _ in 0..<count {
                draft.add(.loadBalancer, try takeNext(bits: 128, from: pool, field: field, on: &ledger), pool)
            }
        }
        guard draft.connectivity == .egressIP, let family = draft.families.first else { return }
        let name = request.egressPool ?? request.publicPools[family]
        let pool = try pool(.public, family: family, named: name, field: "egressPool", on: ledger)
        let address = try takeNext(bits: 128, from: pool, field: "egressPool", on: &ledger)
        let subnets = settings.egressSubnets.filter { $0.family == family }
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
}
