// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func createTenant(_ request: TenantRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard try ledger.tenant(request.name) == nil else {
            throw TenancyError(
                .exists, "tenant \(request.name) exists", field: "name", hint: "tenancyctl tenant show \(request.name)")
        }
        try checkLabels(request.labels)
        let connectivity = request.connectivity ?? settings.defaultConnectivity
        try checkCombination(request, connectivity)
        let namespaces = try namespaces(of: request, connectivity, on: ledger)
        let key = NetworkKey(request.name)
        let generation = try ledger.takeGeneration(of: key)
        guard generation <= key.lastGeneration else {
            throw TenancyError(
                .exhausted, "tenant name \(request.name) was used \(generation - 1) times and cannot return",
                field: "name",
                hint: "choose another name: \(key)-g\(generation) is longer than an interface name may be")
        }

        var draft = NetworkDraft(key: key, tenant: request.name, connectivity: connectivity, now: now)
        try allocateCIDRs(request, for: &draft, on: &ledger)
        try allocatePublic(request, for: &draft, on: &ledger)
        try allocateUplink(request, for: &draft, on: &ledger)
        if connectivity == .hostVRF {
            let pool = try pool(.table, family: nil, named: nil, field: "table", on: ledger)
            draft.add(.table, try ledger.takeNext(bits: 128, from: pool, field: "table"), pool)
        }
        let spec = try spec(of: request, draft, generation: generation, namespaces: namespaces)
        try checkPeer(spec, on: ledger)

        try ledger.insertTenant(request.name, labels: request.labels, created: now)
        try ledger.insertNetwork(key, of: request.name, spec: spec)
        for allocation in draft.allocations { try ledger.insert(allocation) }
        plan.steps.append(.init(.create, "tenant \(request.name)", "\(connectivity.rawValue)"))
        plan.steps += draft.steps
        plan.tenant = try ledger.tenant(request.name)
        plan.tenants = [request.name]
        plan.networks = [key]
    }

    func deleteTenant(_ name: TenantName, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let tenant = try ledger.tenant(name) else {
            throw TenancyError(.notFound, "no tenant \(name)", field: "name", hint: "tenancyctl tenant list")
        }
        plan.tenant = tenant
        plan.tenants = [name]
        for network in tenant.networks {
            for allocation in network.allocations {
                try ledger.remove(allocation, at: now)
                var detail = "the tenant's own"
                if let poolName = allocation.pool, let pool = try ledger.pool(poolName) {
                    let until = try ledger.giveBack(allocation.extent, to: pool, from: name, at: now)
                    detail = "pool \(poolName)" + (until.map { ", quarantined until \($0)" } ?? ", free")
                }
                plan.steps.append(.init(.release, "\(allocation.role.rawValue) \(allocation.text)", detail))
            }
            try ledger.removeNetwork(network.key)
            plan.networks.append(network.key)
        }
        try ledger.removeTenant(name)
        plan.steps.append(.init(.delete, "tenant \(name)"))
    }

    /// A network while its allocations are being made.
    struct NetworkDraft {
        let key: NetworkKey
        let tenant: TenantName
        let connectivity: Connectivity
        let now: Timestamp
        var allocations: [Allocation] = []
        var steps: [Plan.Step] = []
        var links: [Link] = []

        mutating func add(
            _ role: AllocationRole, _ extent: Extent, _ pool: Pool?, scope: Scope? = nil, detail: String = ""
        ) {
            let numbers = pool.flatMap { $0.kind.isNumeric ? Scope.numbers($0.kind) : nil }
            let allocation = Allocation(
                scope: scope ?? numbers ?? .shared, pool: pool?.name, extent: extent, tenant: tenant, network: key,
                role: role, since: now)
            allocations.append(allocation)
            let source = pool.map { "pool \($0.name)" } ?? "the tenant's own"
            steps.append(.init(.allocate, "\(role.rawValue) \(allocation.text)", source + detail))
        }

        var cidrs: [Prefix] { allocations.filter { $0.role == .cidr }.compactMap(\.prefix) }
        var families: [AddressFamily] { Set(cidrs.map(\.family)).sorted() }
    }

    /// The pool to take from: the named one, or the only one of its kind and family.
    func pool(
        _ kind: PoolKind, family: AddressFamily?, named name: PoolName?, field: String, on ledger: some Ledger
    ) throws -> Pool {
        if let name {
            guard let pool = try ledger.pool(name) else {
                throw TenancyError(.notFound, "\(field): no pool \(name)", field: field, hint: "tenancyctl pool list")
            }
            guard pool.kind == kind, pool.family == family else {
                let wanted = (family.map { "\($0.title) " } ?? "") + kind.rawValue
                throw TenancyError(.invalid, "\(field): pool \(name) is not of kind \(wanted)", field: field)
            }
            return pool
        }
        let pools = try ledger.pools().filter { $0.kind == kind && $0.family == family }
        let what = (family.map { "\($0.title) " } ?? "") + "pool of kind \(kind.rawValue)"
        guard let pool = pools.first else {
            let content = kind.isNumeric ? "--range FIRST-LAST" : "--cidr PREFIX"
            throw TenancyError(
                .notFound, "\(field): there is no \(what)", field: field,
                hint: "tenancyctl pool create NAME --kind \(kind.rawValue) \(content)")
        }
        guard pools.count == 1 else {
            let names = pools.map(\.name.description).joined(separator: ", ")
            throw TenancyError(
                .invalid, "\(field): there is more than one \(what): \(names)", field: field,
                hint: "name the pool with --\(Self.option(kind, family))")
        }
        return pool
    }

    private static func option(_ kind: PoolKind, _ family: AddressFamily?) -> String {
        switch kind {
        case .public where family == .ipv6: "public-pool-v6"
        case .private, .public, .transit, .vlan, .table: "\(kind.rawValue)-pool"
        }
    }

    // MARK: CIDRs

    private func allocateCIDRs(_ request: TenantRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        let scope: Scope = draft.connectivity.hasVRF && settings.allowOverlap ? .vrf(draft.key) : .shared
        for cidr in request.cidrs.sorted() {
            try allocate(cidr, request, scope: scope, for: &draft, on: &ledger)
        }
        var lengths = request.prefixLengths
        if request.cidrs.isEmpty, lengths.isEmpty {
            let pool = try pool(.private, family: .ipv4, named: request.privatePool, field: "cidr", on: ledger)
            lengths[.ipv4] = pool.defaultBits - AddressFamily.ipv4.offset
        }
        for (family, length) in lengths.sorted(by: { $0.key < $1.key }) {
            let field = family == .ipv4 ? "prefixLength" : "prefixLengthV6"
            try checkCIDRLength(length, family, draft.connectivity, field: field)
            let pool = try pool(.private, family: family, named: request.privatePool, field: field, on: ledger)
            let block = try ledger.takeNext(bits: length + family.offset, from: pool, field: field)
            draft.add(.cidr, block, pool, scope: scope)
        }
        for cidr in draft.cidrs {
            try checkReserved(cidr, field: "cidr")
            try checkScope(cidr, scope, on: ledger)
        }
    }

    private func allocate(
        _ cidr: Prefix, _ request: TenantRequest, scope: Scope, for draft: inout NetworkDraft,
        on ledger: inout some Ledger
    ) throws {
        try checkCIDRLength(cidr.length, cidr.family, draft.connectivity, field: "cidr")
        guard cidr.first.isUnicast, cidr.last.isUnicast else {
            throw TenancyError(.invalid, "cidr: \(cidr) holds addresses that no host can have", field: "cidr")
        }
        try checkReserved(cidr, field: "cidr")
        try checkScope(cidr, scope, on: ledger)
        let run = Extent(cidr)
        for pool in try ledger.pools() where !pool.kind.isNumeric && pool.range.overlaps(run) {
            if pool.kind == .private, pool.range.contains(run) {
                // In a VRF of its own a tenant may use what another VRF's tenant holds; the pool then stays as it is.
                guard try scope == .shared || ledger.canTake(run, from: pool, for: draft.tenant) else { continue }
                try ledger.take(run, from: pool, for: draft.tenant, field: "cidr")
                return draft.add(.cidr, run, pool, scope: scope)
            }
            guard pool.kind == .private, scope != .shared else {
                throw TenancyError(
                    .overlap,
                    "cidr: \(cidr) overlaps \(pool.text(pool.range)) of \(pool.kind.rawValue) pool \(pool.name)",
                    field: "cidr", hint: "tenancyctl pool show \(pool.name)")
            }
        }
        draft.add(.cidr, run, nil, scope: scope)
    }

    private func checkScope(_ cidr: Prefix, _ scope: Scope, on ledger: some Ledger) throws {
        guard let holder = try ledger.allocations(in: scope, overlapping: Extent(cidr)).first else { return }
        throw TenancyError(
            .overlap, "cidr: \(cidr) overlaps \(holder.text) of tenant \(holder.tenant) in scope \(scope.name)",
            field: "cidr",
            hint: "tenancyctl tenant show \(holder.tenant); or let the pool choose: --prefix-length \(cidr.length)")
    }

    /// A CUDN keeps the first three addresses and the last (network, gateway, management port, broadcast) for itself.
    private func checkCIDRLength(_ length: Int, _ family: AddressFamily, _ connectivity: Connectivity, field: String)
        throws
    {
        let longest = family.width - (connectivity.hasCUDN ? 3 : 2)
        guard (1...longest).contains(length) else {
            throw TenancyError(
                .invalid,
                "\(field): the length of an \(family.title) CIDR of a \(connectivity.rawValue) network is 1 to \(longest)",
                field: field)
        }
    }

    // MARK: Public addresses

    private func allocatePublic(_ request: TenantRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        for (family, count) in request.publicAddresses.sorted(by: { $0.key < $1.key }) where count > 0 {
            let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
            let pool = try pool(.public, family: family, named: request.publicPools[family], field: field, on: ledger)
            for _ in 0..<count {
                draft.add(.loadBalancer, try ledger.takeNext(bits: 128, from: pool, field: field), pool)
            }
        }
        guard draft.connectivity == .egressIP, let family = draft.families.first else { return }
        let name = request.egressPool ?? request.publicPools[family]
        let pool = try pool(.public, family: family, named: name, field: "egressPool", on: ledger)
        let address = try ledger.takeNext(bits: 128, from: pool, field: "egressPool")
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

    // MARK: Uplink

    private func allocateUplink(_ request: TenantRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        guard let parent = uplink(of: request, draft.connectivity) else { return }
        let vlans = try pool(.vlan, family: nil, named: nil, field: "vlan", on: ledger)
        switch request.vlan ?? .auto {
        case .auto:
            draft.add(
                .vlan, try ledger.takeNext(bits: 128, from: vlans, field: "vlan"), vlans, detail: ", on \(parent)")
        case .id(let id):
            guard id >= 1, id <= 4094 else {
                throw TenancyError(.invalid, "vlan: \(id) is not a VLAN id, which is 1 to 4094", field: "vlan")
            }
            let wanted = Extent(UInt128(id))
            try ledger.take(wanted, from: vlans, for: draft.tenant, field: "vlan")
            draft.add(.vlan, wanted, vlans, detail: ", on \(parent)")
        }
        for family in draft.families {
            let pools = try request.transitPools.compactMap { try ledger.pool($0) }
            let named =
                pools.first { $0.family == family }?.name
                ?? request.transitPools.first { name in
                    !pools.contains { $0.name == name }
                }
            let pool = try pool(.transit, family: family, named: named, field: "transitPool", on: ledger)
            let gateway = request.gateways.first { $0.family == family }
            let link: Link
            if let gateway {
                link = try take(gateway, from: pool, for: draft, on: &ledger)
            } else {
                let block = try ledger.takeNext(bits: pool.defaultBits, from: pool, field: "transitPool")
                guard let subnet = Prefix(first: IPAddress(bits: block.first), bits: pool.defaultBits) else { continue }
                link = Link(subnet: subnet, gateway: subnet.firstHost)
            }
            draft.links.append(link)
            draft.add(.transit, Extent(link.subnet), pool, detail: ", gateway \(link.gateway), node \(link.address)")
        }
    }

    /// Takes the link subnet that the provider's address lies in.
    private func take(
        _ gateway: IPAddress, from pool: Pool, for draft: NetworkDraft, on ledger: inout some Ledger
    ) throws -> Link {
        let length = pool.defaultBits - gateway.family.offset
        guard let subnet = Prefix(holding: gateway, length: length), pool.range.contains(Extent(subnet)) else {
            throw TenancyError(
                .invalid, "gateway: \(gateway) is outside transit pool \(pool.name) (\(pool.text(pool.range)))",
                field: "gateway",
                hint: "tenancyctl pool create NAME --kind transit --cidr PREFIX, and name it with --transit-pool")
        }
        let isEnd = gateway == subnet.first || gateway == subnet.last
        guard pool.defaultBits == 127 || !isEnd else {
            throw TenancyError(
                .invalid, "gateway: \(gateway) is the network or broadcast address of link subnet \(subnet)",
                field: "gateway")
        }
        try ledger.take(Extent(subnet), from: pool, for: draft.tenant, field: "gateway")
        return Link(subnet: subnet, gateway: gateway)
    }

    private func uplink(of request: TenantRequest, _ connectivity: Connectivity) -> InterfaceName? {
        connectivity.hasVRF ? request.uplink ?? settings.defaultUplink : nil
    }

    // MARK: Specification

    private func spec(
        of request: TenantRequest, _ draft: NetworkDraft, generation: Int, namespaces: [NamespaceName]
    ) throws -> NetworkSpec {
        let bgp = try bgp(of: request, draft)
        if draft.connectivity == .vrfLite, bgp == nil {
            throw TenancyError(
                .unsupported,
                "bgpASN: a vrf-lite network needs a BGP peer: without accepted RouteAdvertisements OVN-Kubernetes keeps its own default route and translates",
                field: "bgpASN",
                hint: "add --bgp-asn ASN, or set bgp.peerASN in the configuration; or choose --connectivity egress-ip")
        }
        let announcement = request.announcement ?? (bgp == nil ? .l2 : .bgp)
        if announcement == .bgp, bgp == nil {
            throw TenancyError(
                .unsupported, "announce: bgp needs a peer", field: "announce",
                hint: "add --bgp-asn ASN\(draft.links.isEmpty ? " --bgp-peer ADDRESS" : "")")
        }
        return NetworkSpec(
            connectivity: draft.connectivity, generation: generation, namespaces: namespaces,
            uplinkParent: uplink(of: request, draft.connectivity), gateways: draft.links.map(\.gateway),
            announcement: announcement, bgp: bgp)
    }

    private func bgp(of request: TenantRequest, _ draft: NetworkDraft) throws -> NetworkSpec.BGP? {
        guard let peer = request.bgpPeer ?? draft.links.first?.gateway else {
            if request.bgpASN != nil {
                throw TenancyError(
                    .invalid, "bgpPeer: a peer needs an address", field: "bgpPeer", hint: "add --bgp-peer ADDRESS")
            }
            return nil
        }
        guard peer.isUnicast else {
            throw TenancyError(.invalid, "bgpPeer: \(peer) is not the address of a host", field: "bgpPeer")
        }
        guard let asn = request.bgpASN ?? settings.defaultPeerASN else {
            if request.bgpPeer != nil {
                throw TenancyError(
                    .invalid, "bgpASN: a peer needs an AS number", field: "bgpASN", hint: "add --bgp-asn ASN")
            }
            return nil
        }
        guard asn != 0, asn != 23_456, asn != .max else {
            throw TenancyError(.invalid, "bgpASN: \(asn) is reserved (RFC 7607, RFC 6793, RFC 7300)", field: "bgpASN")
        }
        if draft.connectivity.hasVRF {
            guard draft.links.contains(where: { $0.subnet.contains(peer) && $0.address != peer }) else {
                throw TenancyError(
                    .unsupported, "bgpPeer: \(peer) is not the provider's address on a link of the network",
                    field: "bgpPeer",
                    hint: "leave --bgp-peer out to peer with the gateway, or choose the link with --gateway \(peer)")
            }
        }
        return NetworkSpec.BGP(asn: asn, peer: peer)
    }

    /// MetalLB takes one AS number per peer address and VRF, or nothing of its configuration at all.
    private func checkPeer(_ spec: NetworkSpec, on ledger: some Ledger) throws {
        guard !spec.connectivity.hasVRF, let bgp = spec.bgp else { return }
        if let other = try ledger.networks(peeringAt: bgp.peer).first(where: { $0.asn != bgp.asn }) {
            throw TenancyError(
                .overlap, "bgpASN: network \(other.key) has peer \(bgp.peer) with AS number \(other.asn)",
                field: "bgpASN",
                hint: "use --bgp-asn \(other.asn)")
        }
    }

    // MARK: Checks

    private func checkCombination(_ request: TenantRequest, _ connectivity: Connectivity) throws {
        for family in AddressFamily.allCases {
            let named = request.cidrs.filter { $0.family == family }.count
            guard named + (request.prefixLengths[family] == nil ? 0 : 1) <= 1 else {
                throw TenancyError(
                    .unsupported, "cidr: a network has one \(family.title) CIDR at most", field: "cidr",
                    hint: "a CUDN takes one subnet per family")
            }
            guard request.gateways.filter({ $0.family == family }).count <= 1 else {
                throw TenancyError(
                    .unsupported, "gateway: a network has one \(family.title) gateway at most", field: "gateway")
            }
            guard (0...1024).contains(request.publicAddresses[family] ?? 0) else {
                let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
                throw TenancyError(.invalid, "\(field): a request takes 0 to 1024 addresses", field: field)
            }
        }
        if connectivity == .vrfLite, !settings.isLocalGateway {
            throw TenancyError(
                .unsupported, "connectivity: vrf-lite needs OVN-Kubernetes in local gateway mode",
                field: "connectivity",
                hint: "choose --connectivity egress-ip; or set routingViaHost and cluster.gatewayMode: local")
        }
        if connectivity == .egressIP {
            let given = [
                ("uplink", request.uplink != nil), ("vlan", request.vlan != nil),
                ("gateway", !request.gateways.isEmpty),
            ]
            if let (field, _) = given.first(where: \.1) {
                throw TenancyError(
                    .unsupported, "\(field): an egress-ip network has no uplink of its own", field: field,
                    hint: "leave --\(field) out, or choose --connectivity vrf-lite")
            }
        } else if request.egressPool != nil {
            throw TenancyError(
                .unsupported, "egressPool: a \(connectivity.rawValue) network has no egress address",
                field: "egressPool",
                hint: "choose --connectivity egress-ip: OVN-Kubernetes assigns no EgressIP inside a VRF")
        }
        guard uplink(of: request, connectivity) == nil, connectivity != .egressIP else { return }
        if connectivity == .vrfLite {
            throw TenancyError(
                .invalid, "uplink: a vrf-lite network needs an uplink", field: "uplink",
                hint: "add --uplink INTERFACE, or set node.uplink in the configuration")
        }
        let given = [("vlan", request.vlan != nil), ("gateway", !request.gateways.isEmpty)]
        if let (field, _) = given.first(where: \.1) {
            throw TenancyError(.invalid, "\(field): there is no uplink", field: field, hint: "add --uplink INTERFACE")
        }
    }

    private func namespaces(
        of request: TenantRequest, _ connectivity: Connectivity, on ledger: some Ledger
    ) throws -> [NamespaceName] {
        var names = Set(request.namespaces).sorted()
        if names.isEmpty, connectivity.hasCUDN {
            do {
                names = [try NamespaceName(request.name.description)]
            } catch {
                throw TenancyError(.invalid, "\(error)", field: "namespace")
            }
        }
        guard names.count <= 64 else {
            throw TenancyError(.invalid, "namespace: a network has at most 64 namespaces", field: "namespace")
        }
        for name in names {
            if let owner = try ledger.tenant(ofNamespace: name) {
                throw TenancyError(
                    .exists, "namespace: \(name) belongs to tenant \(owner)", field: "namespace",
                    hint: "tenancyctl tenant show \(owner)")
            }
            let text = name.description
            if text == "default" || text.hasPrefix("kube-") || text.hasPrefix("openshift-") || text == "openshift" {
                throw TenancyError(
                    .unsupported, "namespace: \(name) belongs to the cluster", field: "namespace",
                    hint: "choose another name")
            }
        }
        return names
    }

    /// Labels become Kubernetes labels, so they follow their syntax.
    private func checkLabels(_ labels: [String: String]) throws {
        func isPlain(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            let isAlphanumeric = { (byte: UInt8) in
                NameRule.isAlphanumeric(byte) || NameRule.isLower(byte | 0x20) && byte < 0x60
            }
            guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
        }
        guard labels.count <= 32 else {
            throw TenancyError(.invalid, "labels: a tenant has at most 32 labels", field: "labels")
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key })
        where !isPlain(key) || !(value.isEmpty || isPlain(value)) {
            let shown = "\(key)=\(value)".unicodeScalars.prefix(130).filter { $0.value >= 0x20 }
            throw TenancyError(
                .invalid, "labels: '\(String(String.UnicodeScalarView(shown)))' is not a label", field: "labels",
                hint:
                    "key and value have at most 63 letters, digits, '-', '_' and '.', and start and end with a letter or digit"
            )
        }
    }
}
