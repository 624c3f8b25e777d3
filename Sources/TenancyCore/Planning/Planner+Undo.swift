// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Takes a transaction back: the ledger brings the rows back, and what they have to agree with beyond its own constraints is checked here.
    func undo(_ revision: Int64, on ledger: inout some Ledger, plan: inout Plan) throws {
        let reversal = try ledger.revert(revision, at: now)
        let tenants = try reversal.tenants.compactMap { try ledger.tenant($0) }
        for network in tenants.flatMap(\.networks) where reversal.restoredNetworks.contains(network.key) {
            guard network.spec.generation <= network.key.lastGeneration else {
                throw TenancyError(
                    .exhausted, "cannot undo: network name \(network.key) was used too often to return",
                    field: "revision")
            }
            try checkPeer(network.spec, on: ledger)
            for cidr in network.cidrs { try checkReserved(cidr, field: "revision") }
        }
        for name in reversal.restoredPools { try checkRestored(name, on: ledger) }
        plan.steps += reversal.steps
        plan.networks += reversal.networks
        plan.tenants += reversal.tenants
    }

    /// A pool that is there again overlaps no other, and nothing that a tenant brought meanwhile.
    private func checkRestored(_ name: PoolName, on ledger: some Ledger) throws {
        guard let pool = try ledger.pool(name) else { return }
        func refuse(_ other: String, _ hint: String) -> TenancyError {
            TenancyError(
                .overlap, "cannot undo: pool \(name) with \(pool.text(pool.range)) would overlap \(other)",
                field: "revision", hint: hint)
        }
        let kind = pool.kind.isNumeric ? pool.kind : nil
        let other = try ledger.pools().first {
            $0.name != name && ($0.kind.isNumeric ? $0.kind : nil) == kind && $0.range.overlaps(pool.range)
        }
        if let other {
            throw refuse("\(other.text(other.range)) of pool \(other.name)", "tenancyctl pool show \(other.name)")
        }
        if kind == nil,
            let holder = try ledger.allocations(in: .shared, overlapping: pool.range).first(where: { $0.pool != name })
        {
            throw refuse("\(holder.text) of tenant \(holder.tenant)", "tenancyctl tenant show \(holder.tenant)")
        }
    }
}
