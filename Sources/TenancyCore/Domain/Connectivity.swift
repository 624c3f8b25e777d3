// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How a network reaches the outside (design section 3).
package enum Connectivity: String, Sendable, Codable, CaseIterable {
    /// Primary CUDN; OVN-Kubernetes makes the VRF, we attach the VLAN uplink, addresses and routes.
    case vrfLite = "vrf-lite"
    /// Primary CUDN without a VRF of ours; traffic leaves with an egress address.
    case egressIP = "egress-ip"
    /// The VRF is ours, with a bridge for the tenant's side; works without a cluster.
    case hostVRF = "host-vrf"
    /// Primary CUDN that OVN-Kubernetes carries over an EVPN fabric, with all of its devices; nothing of it is ours on the node.
    case evpn

    /// Whether the network has a VRF, and so an overlap domain of its own.
    package var hasVRF: Bool { self != .egressIP }
    /// Whether we connect the network's VRF to the provider, and so may work in it.
    package var hasUplink: Bool { self == .vrfLite || self == .hostVRF }
    /// Whether the network is a ClusterUserDefinedNetwork.
    package var hasCUDN: Bool { self != .hostVRF }
}
