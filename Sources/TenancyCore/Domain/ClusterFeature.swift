// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Something that a cluster can do when it is new enough and was told to; the configuration declares it.
package enum ClusterFeature: String, Sendable, CaseIterable {
    /// IPAMClaims, so that a virtual machine keeps its address.
    case persistentIPs = "persistent-ips"
    /// `--enable-preconfigured-udn-addresses`: reserved and infrastructure subnets of a network; ignored in silence without it.
    case preconfiguredAddresses = "preconfigured-addresses"
    /// NetworkQoS.
    case networkQoS = "network-qos"
    /// EgressFirewall.
    case egressFirewall = "egress-firewall"
    /// EgressService.
    case egressService = "egress-service"
    /// `--enable-network-connect`: ClusterNetworkConnect, which joins networks.
    case networkConnect = "cluster-network-connect"
    /// EVPN as the transport of networks.
    case evpn

    /// The first release of OVN-Kubernetes whose API has it.
    package var since: ClusterSettings.OVNRelease {
        switch self {
        case .preconfiguredAddresses, .networkConnect: .release12
        case .evpn: .release13
        case .persistentIPs, .networkQoS, .egressFirewall, .egressService: .release11
        }
    }

    /// Whether a release has it.
    package func isKnown(to release: ClusterSettings.OVNRelease) -> Bool {
        let order = ClusterSettings.OVNRelease.allCases
        guard let release = order.firstIndex(of: release), let first = order.firstIndex(of: since) else { return false }
        return release >= first
    }
}
