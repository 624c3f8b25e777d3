// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Networks and leaks as documents.
extension Planner {
    func match(_ network: Network, _ request: NetworkRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard network.tenant == request.tenant else {
            throw TenancyError(
                .unsupported,
                "tenant: it is \(network.tenant) and cannot become \(request.tenant) in place", field: "tenant",
                hint:
                    "a network keeps its tenant for life: tenancyctl network delete \(network.key), and create it again"
            )
        }
        try checkUnchanged(network, request)
        let steps = plan.steps.count
        let quotas = try ledger.account(of: network.tenant)?.quotas ?? []
        try addPublic(request, to: network, quotas: quotas, on: &ledger, plan: &plan)
        try matchSpec(network, request, on: &ledger, plan: &plan)
        guard plan.steps.count > steps else { return }
        if !plan.tenants.contains(network.tenant) { plan.tenants.append(network.tenant) }
        if !plan.networks.contains(network.key) { plan.networks.append(network.key) }
    }

    /// A leak holds nothing, so that another one can take its place whatever differs.
    func match(_ leak: Leak, _ request: LeakRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try !draft(request, inPlaceOf: leak, on: ledger).leak.isSame(as: leak) else { return }
        let steps = plan.steps
        try remove(leak, on: &ledger, plan: &plan)
        let new = try make(request, inPlaceOf: leak, on: &ledger, plan: &plan)
        plan.steps = steps + [.init(.update, "leak \(leak.name)", new.text)]
    }

    func pruneLeaks(
        _ labels: [String: String], except named: Set<String>, on ledger: inout some Ledger, plan: inout Plan
    ) throws -> [Plan.Outcome] {
        try ledger.leaks().filter { !named.contains("Leak \($0.name)") && $0.labels.contains(labels) }.map { leak in
            try remove(leak, on: &ledger, plan: &plan)
            return .init(kind: "Leak", name: leak.name.description, result: .deleted)
        }
    }

    /// Deletes what a tenant that stays has beside its first network, which its own document describes.
    func pruneNetworks(
        of tenant: Tenant, except named: Set<String>, on ledger: inout some Ledger, plan: inout Plan
    ) throws -> [Plan.Outcome] {
        let rest = tenant.networks.filter {
            $0.key != NetworkKey(tenant.name) && !named.contains("Network \($0.key)")
        }
        return try rest.map { network in
            try deleteNetwork(network.key, on: &ledger, plan: &plan)
            return .init(kind: "Network", name: network.key.description, result: .deleted)
        }
    }
}

extension [String: String] {
    /// Whether all of these labels are among them.
    func contains(_ labels: Self) -> Bool { labels.allSatisfy { self[$0.key] == $0.value } }
}

extension Leak {
    /// Whether it opens the same as another.
    fileprivate func isSame(as other: Leak) -> Bool {
        source == other.source && target == other.target && prefixes == other.prefixes && returned == other.returned
            && labels == other.labels && connection == other.connection
    }
}
