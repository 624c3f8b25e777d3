// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Networks that OVN-Kubernetes carries over an EVPN fabric.
extension Planner {
    func checkEVPN() throws {
        try require(.evpn, field: "connectivity", alternative: "choose --connectivity vrf-lite or egress-ip")
        guard settings.isLocalGateway else {
            throw TenancyError(
                .unsupported, "connectivity: evpn needs OVN-Kubernetes in local gateway mode", field: "connectivity",
                hint: "choose --connectivity egress-ip; or set routingViaHost and cluster.gatewayMode: local")
        }
    }

    /// A Layer2 network is a segment of the fabric and routed there; a Layer3 network is only routed, each node being a segment of its own.
    func allocateVNIs(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger) throws {
        let pool = try pool(.vni, family: nil, named: nil, field: "vni", on: ledger)
        func take(_ detail: String) throws -> Int {
            let extent = try takeNext(bits: 128, from: pool, field: "vni", on: &ledger)
            draft.add(.vni, extent, pool, detail: ", of the \(detail)")
            // The pool's own limit is far below.
            return Int(clamping: extent.first)
        }
        let segment = try request.extras.topology == .layer3 ? nil : take("MAC-VRF")
        let routed = try take("IP-VRF")
        draft.evpn = NetworkSpec.EVPN(
            macVNI: segment, ipVNI: routed, routeTargetASN: settings.routeTargetASN)
    }

    /// Refuses to release a number that the network is known by in the fabric.
    func checkUnused(_ allocation: Allocation, on ledger: some Ledger) throws {
        guard allocation.role == .vni, let evpn = try ledger.network(allocation.network)?.spec.evpn,
            evpn.numbers.contains(where: { allocation.extent == Extent(UInt128($0)) })
        else { return }
        throw TenancyError(
            .inUse,
            "cannot release \(allocation.text): network \(allocation.network) is known by it in the EVPN fabric and keeps it for life",
            field: "address", hint: "tenancyctl network delete \(allocation.network)")
    }
}
