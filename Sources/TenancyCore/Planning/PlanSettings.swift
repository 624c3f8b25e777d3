// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the configuration says of the address plan.
package struct PlanSettings: Sendable, Equatable {
    /// A range that somebody else uses, so that nothing of ours may overlap it.
    package struct Reserved: Sendable, Equatable {
        package let name: String
        package let prefix: Prefix
        package init(name: String, prefix: Prefix) {
            self.name = name
            self.prefix = prefix
        }
    }

    package let reserved: [Reserved]
    /// The addresses of the node itself, as they were read last.
    package var nodeAddresses: [NodeAddress] = []
    /// Whether CIDRs of different VRFs may overlap.
    package let allowOverlap: Bool
    package let defaultConnectivity: Connectivity
    /// The interface that carries uplinks when the request names none.
    package let defaultUplink: InterfaceName?
    /// The AS number of the provider's speakers when the request names none.
    package let defaultPeerASN: UInt32?
    /// The subnets that egress addresses must lie in, which are those of OVN-Kubernetes' own bridge; empty: not checked.
    package let egressSubnets: [Prefix]
    /// Whether OVN-Kubernetes runs in local gateway mode, in which the traffic of pods follows the VRF's routes.
    package let isLocalGateway: Bool
    /// What MetalLB speaks BGP with.
    package var metalLBBGPType: ClusterSettings.MetalLBBGPType = .frrK8s
    /// What the links of connected networks are numbered from, one range per family at most; reserved for that (`connectSubnets`).
    package var connectRanges: [Prefix] = []
    /// The speakers of the EVPN fabric, which the node's default VRF has sessions with already.
    package var fabricPeers: [NetworkSpec.BGP] = []
    /// The number before the colon of the route targets of EVPN networks that are made, from 1 to 65535; `nil` has FRR choose them.
    package var routeTargetASN: UInt16?
    /// What the cluster is declared to do beyond the usual.
    package var features: Set<ClusterFeature> = []

    package init(
        reserved: [Reserved] = [], allowOverlap: Bool = true, defaultConnectivity: Connectivity = .vrfLite,
        defaultUplink: InterfaceName? = nil, defaultPeerASN: UInt32? = nil, egressSubnets: [Prefix] = [],
        isLocalGateway: Bool = true
    ) {
        self.reserved = reserved
        self.allowOverlap = allowOverlap
        self.defaultConnectivity = defaultConnectivity
        self.defaultUplink = defaultUplink
        self.defaultPeerASN = defaultPeerASN
        self.egressSubnets = egressSubnets
        self.isLocalGateway = isLocalGateway
    }
}
