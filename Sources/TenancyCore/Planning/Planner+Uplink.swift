// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocateUplink(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        guard let parent = uplink(of: request, draft.connectivity) else { return }
        try checkInterface(parent, isWhole: request.vlan == .absent, of: draft.key, on: ledger)
        switch request.vlan ?? .auto {
        case .absent: draft.steps.append(.init(.allocate, "interface \(parent)", "as it is, without a VLAN"))
        case .auto:
            let vlans = try pool(.vlan, family: nil, named: nil, field: "vlan", on: ledger)
            draft.add(
                .vlan, try takeNext(bits: 128, from: vlans, field: "vlan", on: &ledger), vlans,
                detail: ", on \(parent)")
        case .id(let id):
            guard id >= 1, id <= 4094 else {
                throw TenancyError(.invalid, "vlan: \(id) is not a VLAN id, which is 1 to 4094", field: "vlan")
            }
            let vlans = try pool(.vlan, family: nil, named: nil, field: "vlan", on: ledger)
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
                let block = try takeNext(
                    bits: pool.defaultBits, from: pool, field: "transitPool", on: &ledger)
                guard let subnet = Prefix(first: IPAddress(bits: block.first), bits: pool.defaultBits) else { continue }
                link = Link(subnet: subnet, gateway: subnet.firstHost)
            }
            draft.links.append(link)
            draft.add(.transit, Extent(link.subnet), pool, detail: ", gateway \(link.gateway), node \(link.address)")
        }
    }

    /// Refuses an interface that cannot be shared: one network has it for itself, or any number have VLANs on it.
    ///
    /// - Parameters:
    ///   - isWhole: Whether the network wants it for itself.
    ///   - key: The network, which does not stand in its own way.
    func checkInterface(
        _ interface: InterfaceName, isWhole: Bool, of key: NetworkKey, field: String = "uplink", on ledger: some Ledger
    ) throws {
        if let owner = try ledger.network(owning: interface), owner != key {
            throw TenancyError(
                .overlap, "\(field): interface \(interface) is given whole to network \(owner)", field: field,
                hint: "choose another interface: tenancyctl network show \(owner)")
        }
        guard isWhole else { return }
        if interface == settings.defaultUplink {
            throw TenancyError(
                .invalid, "\(field): \(interface) carries the VLANs of networks (node.uplink of the configuration)",
                field: field, hint: "name another interface with --uplink, or leave --vlan none out")
        }
        if let other = try ledger.networks(withVLANOn: interface).first(where: { $0 != key }) {
            throw TenancyError(
                .overlap, "\(field): interface \(interface) carries the VLAN of network \(other)", field: field,
                hint: "choose another interface, or leave --vlan none out: tenancyctl network show \(other)")
        }
        if let node = settings.nodeAddresses.first(where: { $0.interface == interface.description }) {
            throw TenancyError(
                .overlap, "\(field): \(interface) is the node's own: it has address \(node.address)", field: field,
                hint: "ip address show dev \(interface)")
        }
        if interface.description == "lo" || NetworkKey.makesDevice(interface) {
            throw TenancyError(
                .invalid, "\(field): \(interface) is no interface towards a provider", field: field,
                hint: "ip link show")
        }
    }

    /// The MTU that is asked for.
    func checkMTU(_ mtu: Int?, hasUplink: Bool) throws {
        guard let mtu else { return }
        guard hasUplink else {
            throw TenancyError(
                .invalid, "mtu: there is no uplink", field: "mtu", hint: "leave --mtu out, or add --uplink INTERFACE")
        }
        guard (1280...65535).contains(mtu) else {
            throw TenancyError(
                .invalid, "mtu: \(mtu) is not from 1280, the least that IPv6 needs, to 65535", field: "mtu",
                hint: "leave --mtu out for that of the node's uplinks")
        }
    }

    /// Takes the link subnet that the provider's address lies in.
    func take(
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
        try checkParties(Extent(subnet), field: "gateway")
        try ledger.take(Extent(subnet), from: pool, for: draft.tenant, field: "gateway")
        return Link(subnet: subnet, gateway: gateway)
    }

    func uplink(of request: NetworkRequest, _ connectivity: Connectivity) -> InterfaceName? {
        connectivity.hasUplink ? request.uplink ?? settings.defaultUplink : nil
    }
}
