// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocateUplink(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        guard let parent = uplink(of: request, draft.connectivity) else { return }
        let vlans = try pool(.vlan, family: nil, named: nil, field: "vlan", on: ledger)
        switch request.vlan ?? .auto {
        case .auto:
            draft.add(
                .vlan, try takeNext(bits: 128, from: vlans, field: "vlan", on: &ledger), vlans,
                detail: ", on \(parent)")
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
                let block = try takeNext(
                    bits: pool.defaultBits, from: pool, field: "transitPool", on: &ledger)
                guard let subnet = Prefix(first: IPAddress(bits: block.first), bits: pool.defaultBits) else { continue }
                link = Link(subnet: subnet, gateway: subnet.firstHost)
            }
            draft.links.append(link)
            draft.add(.transit, Extent(link.subnet), pool, detail: ", gateway \(link.gateway), node \(link.address)")
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
