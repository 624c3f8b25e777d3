// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func spec(
        of request: NetworkRequest, _ draft: NetworkDraft, generation: Int, namespaces: [NamespaceName]
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
        try checkSpeaker(announcement, draft.connectivity, bgp)
        var spec = NetworkSpec(
            connectivity: draft.connectivity, generation: generation, namespaces: namespaces,
            uplinkParent: uplink(of: request, draft.connectivity), gateways: draft.links.map(\.gateway),
            announcement: announcement, bgp: bgp)
        if request.vlan == .absent, spec.uplinkParent != nil { spec.takesInterface = true }
        try checkMTU(request.mtu, hasUplink: spec.uplinkParent != nil)
        spec.mtu = request.mtu
        spec.extras = try extras(of: request, draft, namespaces: namespaces, announcement)
        spec.evpn = draft.evpn
        return spec
    }

    func bgp(of request: NetworkRequest, _ draft: NetworkDraft) throws -> NetworkSpec.BGP? {
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
        if draft.connectivity.hasUplink {
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
    ///
    /// - Parameter keys: The networks that get it, and others that are given back with them.
    func checkPeer(_ spec: NetworkSpec, of keys: Set<NetworkKey>, on ledger: some Ledger) throws {
        guard !spec.connectivity.hasUplink, let bgp = spec.bgp else { return }
        if let speaker = settings.fabricPeers.first(where: { $0.peer == bgp.peer && $0.asn != bgp.asn }) {
            throw TenancyError(
                .overlap, "bgpASN: \(bgp.peer) is a speaker of the EVPN fabric with AS number \(speaker.asn)",
                field: "bgpASN", hint: "use --bgp-asn \(speaker.asn)")
        }
        if let other = try ledger.network(peeringAt: bgp.peer, except: keys), other.asn != bgp.asn {
            throw TenancyError(
                .overlap, "bgpASN: network \(other.key) has peer \(bgp.peer) with AS number \(other.asn)",
                field: "bgpASN",
                hint: "use --bgp-asn \(other.asn)")
        }
    }
}
