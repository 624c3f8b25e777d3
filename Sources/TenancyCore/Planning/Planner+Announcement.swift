// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What MetalLB does not announce, by what it speaks BGP with (metallb-gitops 1.4).
extension Planner {
    /// Refuses BGP where MetalLB cannot have the session.
    func checkSpeaker(_ announcement: NetworkSpec.Announcement, _ connectivity: Connectivity, _ bgp: NetworkSpec.BGP?)
        throws
    {
        guard announcement == .bgp, let bgp else { return }
        let isOfFRRK8s = connectivity == .vrfLite || settings.fabricPeers.contains { $0.peer == bgp.peer }
        let reason: String? =
            switch settings.metalLBBGPType {
            case .frrK8s: nil
            case .native where connectivity.hasUplink: "MetalLB's own BGP knows no VRF"
            case .native where bgp.peer.family == .ipv6: "MetalLB's own BGP knows no IPv6, and the peer is \(bgp.peer)"
            case .frr where isOfFRRK8s, .native where isOfFRRK8s:
                "FRR-K8s has the session with \(bgp.peer), and MetalLB would open a second one"
            case .frr, .native: nil
            }
        if let reason { throw unannounced(reason, field: "announce") }
    }

    /// Refuses public addresses that MetalLB would not announce.
    func checkAnnounced(_ allocations: [Allocation], by announcement: NetworkSpec.Announcement, field: String) throws {
        guard announcement == .bgp, settings.metalLBBGPType == .native else { return }
        let address = allocations.first {
            [.loadBalancer, .floating].contains($0.role) && $0.prefix?.family == .ipv6
        }
        if let address { throw unannounced("MetalLB's own BGP knows no IPv6, as of \(address.text)", field: field) }
    }

    private func unannounced(_ reason: String, field: String) -> TenancyError {
        TenancyError(
            .unsupported, "\(field): \(reason)", field: field,
            hint:
                "choose --announce l2; or have MetalLB use FRR-K8s, and set cluster.metalLBBGPType: frr-k8s in the configuration"
        )
    }
}
