// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Takes a transaction back: the ledger brings the rows back, and what they have to agree with beyond its own constraints is checked here.
    func undo(_ revision: Int64, on ledger: inout some Ledger, plan: inout Plan) throws {
        let reversal = try ledger.revert(revision, at: now)
        let tenants = try reversal.tenants.compactMap { try ledger.tenant($0) }
        let restored = Set(reversal.restoredNetworks)
        for tenant in tenants {
            for network in tenant.networks where reversal.networks.contains(network.key) {
                try checkEgressStands(network, of: tenant)
            }
        }
        for network in tenants.flatMap(\.networks) where restored.contains(network.key) {
            guard network.spec.generation <= network.key.lastGeneration else {
                throw TenancyError(
                    .exhausted, "cannot undo: network name \(network.key) was used too often to return",
                    field: "revision")
            }
            try checkPeer(network.spec, of: restored, on: ledger)
            if let interface = network.spec.uplinkParent {
                try checkInterface(
                    interface, isWhole: network.spec.takesInterface == true, of: network.key, field: "revision",
                    on: ledger)
            }
            for cidr in network.cidrs { try checkParties(Extent(cidr), field: "revision") }
            for held in network.allocations where held.scope == .shared && held.role == .cidr {
                try checkLeaks(held.extent, of: network.key, field: "revision", on: ledger)
            }
        }
        for name in reversal.restoredLeaks {
            guard let leak = try ledger.leak(name), let source = try ledger.network(leak.source),
                let target = try ledger.network(leak.target)
            else { continue }
            try check(leak, from: source, to: target, on: ledger)
            try checkSubnets(of: leak, on: ledger)
        }
        for name in reversal.restoredPools { try checkRestored(name, on: ledger) }
        plan.steps += reversal.steps
        plan.networks += reversal.networks
        plan.tenants += reversal.tenants
    }

    /// A pool that is there again overlaps nobody else's; a child's range is its parent's to give.
    private func checkRestored(_ name: PoolName, on ledger: some Ledger) throws {
        guard let pool = try ledger.pool(name), pool.parent == nil else { return }
        try checkUnclaimed(pool.range, kind: pool.kind, except: name, on: ledger)
    }
}
