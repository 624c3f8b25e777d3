// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The source addresses of outgoing traffic. All of a network are of one family, because OVN-Kubernetes serves a pod by one EgressIP object, and on a single
/// node by one address of it.
extension Planner {
    /// How many a network has at most: the object of the first one names all others.
    static let egressLimit = 64

    /// Refuses source addresses that the cluster would not give to the network beside those that it has.
    func checkEgress(_ added: [Allocation], of network: Network, field: String, option: String = "pool") throws {
        guard !added.isEmpty else { return }
        try checkHasEgress(network, field: field)
        let held = network.egressAddresses
        if let family = held.first?.family, let other = added.first(where: { $0.prefix?.family != family }) {
            throw TenancyError(
                .unsupported,
                "\(field): \(other.text) is not \(family.title), and the pods of network \(network.key) leave with \(family.title) addresses",
                field: field,
                hint: "name addresses or a pool of \(family.title): a node serves a pod with one family")
        }
        guard held.count + added.count <= Self.egressLimit else {
            throw TenancyError(
                .invalid,
                "\(field): network \(network.key) has \(held.count) egress addresses and may have \(Self.egressLimit)",
                field: field)
        }
        for allocation in added {
            try checkEgressSubnet(allocation.extent, allocation.pool, field: field, option: option)
        }
    }

    func checkEgressCount(_ request: NetworkRequest) throws {
        guard let count = request.egressAddresses, !(1...Self.egressLimit).contains(count) else { return }
        throw TenancyError(
            .invalid, "egressIPs: a network has 1 to \(Self.egressLimit) egress addresses", field: "egressIPs")
    }

    func checkHasEgress(_ network: Network, field: String) throws {
        let connectivity = network.spec.connectivity
        guard connectivity != .egressIP else { return }
        throw TenancyError(
            .unsupported,
            "\(field): network \(network.key) is of connectivity \(connectivity.rawValue) and has no egress address",
            field: field,
            hint: "a network of connectivity egress-ip has: OVN-Kubernetes assigns no EgressIP inside a VRF")
    }

    /// - Parameter option: What names another pool on the command line.
    func checkEgressSubnet(
        _ address: Extent, _ pool: PoolName?, field: String, option: String = "egress-pool"
    ) throws {
        let family = IPAddress(bits: address.first).family
        let subnets = settings.egressSubnets.filter { $0.family == family }
        guard subnets.isEmpty || subnets.contains(where: { Extent($0).contains(address) }) else {
            let allowed = subnets.map(\.description).joined(separator: ", ")
            let source = pool.map { " of pool \($0)" } ?? ""
            throw TenancyError(
                .unsupported,
                "\(field): \(address.addressText)\(source) is outside the node's egress subnet \(allowed)",
                field: field,
                hint:
                    "name a public pool inside \(allowed) with --\(option): OVN-Kubernetes assigns no other address to a CUDN"
            )
        }
    }

    /// Gives a network the source addresses that a document asks for beyond those that it has.
    func addEgress(
        _ request: NetworkRequest, to network: Network, draft: inout NetworkDraft, on ledger: inout some Ledger
    ) throws {
        guard let count = request.egressAddresses else { return }
        try checkHasEgress(network, field: "egressIPs")
        try checkEgressCount(request)
        let held = network.egressAddresses.count
        guard count >= held else { throw Self.tooFew(held, of: network, field: "egressIPs") }
        guard count > held, let first = network.allocations.first(where: { $0.role == .egress }) else { return }
        let pool = try pool(
            .public, family: first.prefix?.family, named: request.egressPool ?? first.pool, field: "egressPool",
            on: ledger)
        let values = try takeSingles(count - held, from: pool, field: "egressIPs", on: &ledger)
        for value in values { draft.add(.egress, value, pool) }
        try checkEgress(
            draft.allocations.filter { $0.role == .egress }, of: network, field: "egressIPs", option: "egress-pool")
    }

    /// Refuses to take addresses away that are not named.
    static func tooFew(_ held: Int, of network: Network, field: String) -> TenancyError {
        TenancyError(
            .unsupported, "\(field): there are \(held), and which of them shall go is not said", field: field,
            hint: "release some: tenancyctl address list --tenant \(network.tenant)")
    }

    /// Refuses to give back the last source address that stays: the pods would leave with the node's own.
    func checkEgressStays(without allocation: Allocation, on ledger: some Ledger) throws {
        guard allocation.role == .egress, let network = try ledger.network(allocation.network) else { return }
        guard network.allocations.allSatisfy({ $0.role != .egress || $0.drainingUntil != nil || $0 == allocation })
        else { return }
        throw TenancyError(
            .inUse,
            "cannot release \(allocation.text): it is the last egress address of network \(network.key), whose pods would leave with the node's own",
            field: "address",
            hint:
                "allocate another first: tenancyctl address allocate --tenant \(network.tenant) --network \(network.key) --role egress"
        )
    }

    /// Whether a network would be left without any source address.
    func isLastEgress(_ allocation: Allocation, on ledger: some Ledger) throws -> Bool {
        guard allocation.role == .egress, let network = try ledger.network(allocation.network) else { return false }
        return network.egressAddresses.count == 1
    }

    /// Refuses an undo that leaves a network without a source address that stays, as `checkEgressStays` does a release.
    func checkEgressStands(_ network: Network, of tenant: Tenant) throws {
        let egress = network.allocations.filter { $0.role == .egress }
        guard network.spec.connectivity == .egressIP, tenant.drainingUntil == nil,
            egress.allSatisfy({ $0.drainingUntil != nil })
        else { return }
        throw TenancyError(
            .inUse, "cannot undo: network \(network.key) would have no egress address that stays", field: "revision",
            hint: "tenancyctl address list --tenant \(tenant.name)")
    }

    /// Says what becomes of the pods whose egress address has gone.
    func noteSuccession(to allocation: Allocation, on ledger: some Ledger, plan: inout Plan) throws {
        guard allocation.role == .egress, let network = try ledger.network(allocation.network),
            let first = network.egressAddresses.first
        else { return }
        plan.steps.append(
            .init(.update, "network \(network.key)", "what left with \(allocation.text) leaves with \(first)"))
    }
}
