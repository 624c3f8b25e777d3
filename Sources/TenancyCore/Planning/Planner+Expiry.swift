// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// How many ends of one kind a command carries out at most, so that its cost stays bounded.
    private static let expiryLimit = 256

    /// Carries out what is due: tenants and addresses whose draining has ended are released, quarantines and reservations that have ended are freed.
    func expire(on ledger: inout some Ledger, plan: inout Plan) throws {
        for name in try ledger.drainedTenants(at: now, limit: Self.expiryLimit) {
            guard let tenant = try ledger.tenant(name) else { continue }
            try remove(tenant, on: &ledger, plan: &plan)
        }
        for (pool, tile) in try ledger.expired(at: now, limit: Self.expiryLimit) {
            let text = pool.text(tile.extent)
            switch tile.state {
            case .draining:
                // What belongs to the making of a network goes with its tenant, and so does its last egress address.
                guard let allocation = try ledger.allocations(from: pool, overlapping: tile.extent).first,
                    allocation.role.singlePool != nil, try !isLastEgress(allocation, on: ledger)
                else { continue }
                try release(allocation, to: pool, on: &ledger, plan: &plan)
                try noteSuccession(to: allocation, on: ledger, plan: &plan)
            case .held:
                try ledger.free(tile, in: pool)
                let owner = tile.claimant.map { " for tenant \($0)" } ?? ""
                plan.steps.append(.init(.free, text, "pool \(pool.name), reservation\(owner) ended"))
            case .quarantined:
                try ledger.free(tile, in: pool)
                plan.steps.append(.init(.free, text, "pool \(pool.name), quarantine ended"))
            case .free, .allocated, .reserved, .delegated: continue
            }
        }
    }
}
