// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Makes the plan match documents: what is not there is made, what differs is changed, and what cannot be changed in place is refused.
    ///
    /// Kind by kind, so that documents may stand in any order, those of one kind in theirs.
    func apply(_ request: ApplyRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        var seen: Set<String> = []
        for document in request.documents {
            guard seen.insert("\(document.kind) \(document.name)").inserted else {
                throw TenancyError(.invalid, "\(document.kind) \(document.name) stands twice in the documents")
            }
        }
        if request.pruned?.isEmpty == true {
            throw TenancyError(.invalid, "label: prune needs a label", field: "label", hint: "add --label KEY=VALUE")
        }
        var pruned: [Plan.Outcome] = []
        if let labels = request.pruned {
            pruned += try pruneLeaks(labels, except: seen, on: &ledger, plan: &plan)
        }
        var outcomes: [Int: Plan.Outcome] = [:]
        let ordered = request.documents.enumerated().sorted {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }
        for (index, document) in ordered {
            do {
                let steps = plan.steps.count
                let isNew = try make(document, on: &ledger, plan: &plan)
                let result: Plan.Outcome.Result =
                    isNew ? .created : plan.steps.count > steps ? .changed : .unchanged
                outcomes[index] = .init(kind: document.kind, name: document.name, result: result)
            } catch let error as TenancyError {
                throw TenancyError(
                    error.code, "\(document.kind) \(document.name): \(error.message)", field: error.field,
                    hint: error.hint, cause: error.cause)
            }
        }
        if let labels = request.pruned { pruned += try prune(labels, except: seen, on: &ledger, plan: &plan) }
        plan.outcomes = request.documents.indices.compactMap { outcomes[$0] } + pruned
        (plan.pool, plan.tenant, plan.network, plan.leak) = (nil, nil, nil, nil)
    }

    /// Returns whether the object was not there.
    private func make(_ document: ApplyRequest.Document, on ledger: inout some Ledger, plan: inout Plan) throws -> Bool
    {
        switch document {
        case .pool(let request):
            if let pool = try ledger.pool(request.name) {
                try match(pool, request, on: &ledger, plan: &plan)
                return false
            }
            try createPool(request, on: &ledger, plan: &plan)
        case .tenant(let request):
            if let tenant = try ledger.tenant(request.name) {
                try match(tenant, request, on: &ledger, plan: &plan)
                return false
            }
            try createTenant(request, on: &ledger, plan: &plan)
        case .network(let request):
            if let network = try ledger.network(request.key) {
                try match(network, request, on: &ledger, plan: &plan)
                return false
            }
            try createNetwork(request, on: &ledger, plan: &plan)
        case .leak(let request):
            if let leak = try ledger.leak(request.name) {
                try match(leak, request, on: &ledger, plan: &plan)
                return false
            }
            try createLeak(request, on: &ledger, plan: &plan)
        }
        return true
    }

    /// Deletes networks and tenants, which hold something: at the end, when what the documents ask for stands.
    private func prune(
        _ labels: [String: String], except named: Set<String>, on ledger: inout some Ledger, plan: inout Plan
    ) throws -> [Plan.Outcome] {
        var outcomes: [Plan.Outcome] = []
        for name in try ledger.tenantNames() {
            guard let tenant = try ledger.tenant(name), tenant.labels.contains(labels) else { continue }
            guard !named.contains("Tenant \(name)") else {
                outcomes += try pruneNetworks(of: tenant, except: named, on: &ledger, plan: &plan)
                continue
            }
            if let network = tenant.networks.first(where: { named.contains("Network \($0.key)") }) {
                throw TenancyError(
                    .inUse, "cannot delete tenant \(name): a document names its network \(network.key)",
                    hint: "add a document for the tenant")
            }
            try checkLeaks(of: tenant, on: ledger)
            try remove(tenant, on: &ledger, plan: &plan)
            outcomes.append(.init(kind: "Tenant", name: name.description, result: .deleted))
        }
        return outcomes
    }

    // MARK: Pools

    private func match(_ pool: Pool, _ request: PoolRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        func keep(_ field: String, _ present: String, _ wanted: String) throws {
            guard present != wanted else { return }
            throw TenancyError(
                .unsupported, "\(field): it is \(present) and cannot become \(wanted) in place", field: field,
                hint: "make another pool: tenancyctl pool create")
        }
        try keep("kind", pool.kind.rawValue, request.kind.rawValue)
        if let parent = request.parent { try keep("parent", pool.parent?.description ?? "none", parent.description) }
        let wanted = try self.pool(of: request, range: request.range ?? pool.range)
        var change = PoolChange(name: pool.name)
        if wanted.range != pool.range { change.range = wanted.range }
        if wanted.defaultBits != pool.defaultBits { change.defaultBits = wanted.defaultBits }
        if wanted.minBits != pool.minBits { change.minBits = wanted.minBits.map(PoolChange.Limit.bits) ?? .unlimited }
        if wanted.maxBits != pool.maxBits { change.maxBits = wanted.maxBits.map(PoolChange.Limit.bits) ?? .unlimited }
        if wanted.policy != pool.policy { change.policy = wanted.policy }
        if wanted.quarantine != pool.quarantine { change.quarantine = wanted.quarantine }
        change.addedExclusions = try request.exclusions.filter { run in
            try ledger.tiles(in: pool, overlapping: run).contains { $0.state != .reserved }
                || !pool.range.contains(run)
        }
        guard change != PoolChange(name: pool.name) else { return }
        try updatePool(change, on: &ledger, plan: &plan)
    }

    // MARK: Tenants

    private func match(_ tenant: Tenant, _ request: TenantRequest, on ledger: inout some Ledger, plan: inout Plan)
        throws
    {
        if request.labels != tenant.labels {
            try checkLabels(request.labels)
            try ledger.setLabels(request.labels, of: tenant.name)
            plan.steps.append(.init(.update, "tenant \(tenant.name)", "labels"))
            for key in [tenant.name] where !plan.tenants.contains(key) { plan.tenants.append(key) }
        }
        var quotas = TenantChange(name: tenant.name)
        for (resource, limit) in request.quotas {
            let present = tenant.quotas.first { $0.resource == resource }?.limit
            if present != limit { quotas.quotas[resource] = .some(limit) }
        }
        if !quotas.quotas.isEmpty { try updateTenant(quotas, on: &ledger, plan: &plan) }
        let wanted = request.network
        if let network = tenant.networks.first(where: { $0.key == wanted.key }) {
            return try match(network, wanted, on: &ledger, plan: &plan)
        }
        guard wanted == NetworkRequest(key: wanted.key, tenant: tenant.name) else {
            throw TenancyError(
                .unsupported, "spec: tenant \(tenant.name) has no network \(wanted.key) any more", field: "spec",
                hint: "describe its networks in documents of kind Network, and only labels and quotas here")
        }
    }

    func matchSpec(_ network: Network, _ request: NetworkRequest, on ledger: inout some Ledger, plan: inout Plan)
        throws
    {
        let spec = network.spec
        var full = request
        full.uplink = spec.uplinkParent
        full.vlan = spec.takesInterface == true ? .absent : nil
        full.mtu = request.mtu ?? spec.mtu
        full.announcement = request.announcement ?? spec.announcement
        full.bgpASN = request.bgpASN ?? spec.bgp?.asn
        full.bgpPeer = request.bgpPeer ?? spec.bgp?.peer
        var names = spec.namespaces
        if !request.namespaces.isEmpty {
            full.namespaces = request.namespaces.filter { !spec.namespaces.contains($0) }
            if !full.namespaces.isEmpty { _ = try namespaces(of: full, spec.connectivity, on: ledger) }
            names = Set(request.namespaces).sorted()
        }
        var draft = NetworkDraft(key: network.key, tenant: network.tenant, connectivity: spec.connectivity, now: now)
        draft.links = network.links
        draft.allocations = network.allocations
        draft.evpn = spec.evpn
        full.extras = try extras(of: network, request)
        let wanted = try self.spec(of: full, draft, generation: spec.generation, namespaces: names)
        if settings.metalLBBGPType == .native, let present = try ledger.network(network.key) {
            try checkAnnounced(present.allocations, by: wanted.announcement, field: "announce")
        }
        guard wanted != spec else { return }
        try ledger.update(network.key, spec: wanted)
        try checkPeer(wanted, of: [network.key], on: ledger)
        let changes = [
            ("namespaces", wanted.namespaces != spec.namespaces),
            ("announcement", wanted.announcement != spec.announcement), ("BGP peer", wanted.bgp != spec.bgp),
            ("MTU", wanted.mtu != spec.mtu), ("options", wanted.extras != spec.extras),
        ]
        let text = changes.filter(\.1).map(\.0).joined(separator: ", ")
        plan.steps.append(.init(.update, "network \(network.key)", text))
    }

    /// What a document asks for, and of what it does not say what the network has.
    private func extras(of network: Network, _ request: NetworkRequest) throws -> NetworkExtras {
        let (present, wanted) = (network.spec.extras, request.extras)
        var extras = wanted
        extras.topology = wanted.topology ?? present.topology
        extras.persistentIPs = wanted.persistentIPs ?? present.persistentIPs
        extras.joinSubnets = wanted.joinSubnets?.sorted() ?? present.joinSubnets
        extras.reservedSubnets = wanted.reservedSubnets?.sorted() ?? present.reservedSubnets
        extras.infrastructureSubnets = wanted.infrastructureSubnets?.sorted() ?? present.infrastructureSubnets
        extras.egressServices = wanted.egressServices ?? present.egressServices
        extras.communities = wanted.communities ?? present.communities
        extras.group = wanted.group ?? present.group
        extras.adoptNamespaces = wanted.adoptNamespaces ?? present.adoptNamespaces
        guard (extras.adoptNamespaces == true) == (present.adoptNamespaces == true) else {
            throw TenancyError(
                .unsupported,
                "options.adoptNamespaces: who makes the namespaces of network \(network.key) cannot change: a Namespace that leaves Git is deleted with all that is in it",
                field: "options.adoptNamespaces", hint: Self.replacement(of: network))
        }
        guard extras.fixed == present.fixed else {
            throw TenancyError(
                .unsupported,
                "options: topology, persistentIPs and subnets of network \(network.key) cannot change: the cluster takes them once",
                field: "options",
                hint: Self.replacement(of: network)
            )
        }
        return extras
    }

    func addPublic(
        _ request: NetworkRequest, to network: Network, quotas: [Quota], on ledger: inout some Ledger, plan: inout Plan
    ) throws {
        var draft = NetworkDraft(
            key: network.key, tenant: network.tenant, connectivity: network.spec.connectivity, now: now)
        for (family, count) in request.publicAddresses.sorted(by: { $0.key < $1.key }) {
            let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
            let held = network.loadBalancerAddresses.filter { $0.family == family }.count
            guard count >= held else { throw Self.tooFew(held, of: network, field: field) }
            guard count > held else { continue }
            guard count <= 1024 else {
                throw TenancyError(.invalid, "\(field): a request takes 0 to 1024 addresses", field: field)
            }
            let pool = try pool(.public, family: family, named: request.publicPools[family], field: field, on: ledger)
            for value in try takeSingles(count - held, from: pool, field: field, on: &ledger) {
                draft.add(.loadBalancer, value, pool)
            }
        }
        try addEgress(request, to: network, draft: &draft, on: &ledger)
        let field = draft.allocations.contains { $0.role == .loadBalancer } ? "publicIPs" : "egressIPs"
        try checkQuota(draft.allocations, of: network.tenant, quotas: quotas, field: field)
        try ledger.insert(draft.allocations)
        plan.steps += draft.steps
    }

    /// The way from a network to one that differs in what it has for life. The two stand side by side, each with namespaces of its own, since a namespace keeps its
    /// primary network for life, too.
    static func replacement(of network: Network) -> String {
        "put another one beside it, in namespaces of its own: tenancyctl network create NAME --tenant \(network.tenant) --namespace NAMESPACE; move the workload there; then: tenancyctl network delete \(network.key)"
    }

    /// Refuses what a network has for life: a CUDN is immutable, and the link to the provider stands in its configuration.
    func checkUnchanged(_ network: Network, _ request: NetworkRequest) throws {
        func keep(_ field: String, _ present: [String], _ wanted: [String]) throws {
            guard !wanted.isEmpty, Set(wanted) != Set(present) else { return }
            let now = present.isEmpty ? "none" : present.sorted().joined(separator: ", ")
            throw TenancyError(
                .unsupported,
                "\(field): it is \(now) and cannot become \(wanted.sorted().joined(separator: ", ")) in place",
                field: field,
                hint: Self.replacement(of: network))
        }
        func pools(_ role: AllocationRole, _ family: AddressFamily?) -> [String] {
            network.allocations.filter { $0.role == role && (family == nil || $0.prefix?.family == family) }
                .map { $0.pool?.description ?? "none" }
        }
        let spec = network.spec
        try keep("connectivity", [spec.connectivity.rawValue], request.connectivity.map { [$0.rawValue] } ?? [])
        try keep("cidr", network.cidrs.map(\.description), request.cidrs.map(\.description))
        for (family, length) in request.prefixLengths {
            let present = network.cidrs.filter { $0.family == family }.map { String($0.length) }
            try keep(family == .ipv4 ? "prefixLength" : "prefixLengthV6", present, [String(length)])
        }
        try keep(
            "uplink", [spec.uplinkParent].compactMap { $0?.description },
            [request.uplink].compactMap { $0?.description })
        let vlan = network.vlan.map { [String($0)] } ?? []
        switch request.vlan {
        case .id(let id): try keep("vlan", vlan, [String(id)])
        case .absent where !vlan.isEmpty: try keep("vlan", vlan, ["none"])
        case .auto where spec.takesInterface == true: try keep("vlan", vlan, ["auto"])
        case .absent, .auto, nil: break
        }
        try keep("gateway", spec.gateways.map(\.description), request.gateways.map(\.description))
        try keep("privatePool", pools(.cidr, nil), [request.privatePool].compactMap { $0?.description })
        // The addresses of a network may come from several pools, and further ones from any.
        if let pool = request.egressPool?.description, request.egressAddresses ?? 0 <= network.egressAddresses.count,
            !pools(.egress, nil).contains(pool)
        {
            try keep("egressPool", pools(.egress, nil), [pool])
        }
        try keep("transitPool", pools(.transit, nil), request.transitPools.map(\.description))
    }
}
