// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the configuration says of the cluster that the manifests are for.
package struct ClusterSettings: Sendable, Equatable {
    /// A release of OVN-Kubernetes.
    package enum OVNRelease: String, Sendable, CaseIterable {
        case release11 = "1.1"
        case release12 = "1.2"
        case release13 = "1.3"
        case main
    }

    /// A release of MetalLB. All of them have every field that is written.
    package enum MetalLBRelease: String, Sendable, CaseIterable {
        case release014 = "0.14"
        case release015 = "0.15"
        case release016 = "0.16"

        /// What it speaks BGP with unless it is told otherwise (metallb-gitops 1.4).
        package var bgpType: MetalLBBGPType { self == .release016 ? .frrK8s : .frr }
    }

    /// What MetalLB speaks BGP with: the cluster's FRR-K8s, FRR in pods of its own, or itself (`METALLB_BGP_TYPE`).
    package enum MetalLBBGPType: String, Sendable, CaseIterable {
        case frrK8s = "frr-k8s"
        case frr
        case native
    }

    package let ovnRelease: OVNRelease
    package var metalLBRelease: MetalLBRelease = .release016
    package var metalLBBGPType: MetalLBBGPType = .frrK8s
    package let metalLBNamespace: NamespaceName
    package let frrK8sNamespace: NamespaceName
    /// The node's `kubernetes.io/hostname`.
    package let nodeName: String
    /// The AS number of the node's own BGP speakers.
    package let asn: UInt32
    /// The router id of the node's own BGP speakers; one for all VRFs (MetalLB `peersCanRunOnSameNode`).
    package let routerID: IPAddress?
    /// Where MetalLB answers ARP and ND for networks without an uplink of their own.
    package let l2Interfaces: [InterfaceName]
    /// A prefix that is never used for anything, for the pool that must always be there.
    package let anchor: Prefix
    /// What the cluster is declared to do beyond the usual; each is known to the release.
    package var features: Set<ClusterFeature> = []
    /// How a dead BGP peer is noticed; `nil` for by its hold time.
    package var bfd: BFD?
    /// The EVPN fabric that the node is a part of; `nil` without one.
    package var evpn: EVPN?
    /// What applies the manifests.
    package var gitOps = GitOpsSettings()
    /// What the tenants' namespaces get beside their networks.
    package var namespaceDefaults = NamespaceDefaults()

    /// Bidirectional forwarding detection towards the provider; times in milliseconds.
    package struct BFD: Sendable, Equatable {
        package let receive: Int
        package let transmit: Int
        package let multiplier: Int

        package init(receive: Int, transmit: Int, multiplier: Int) {
            self.receive = receive
            self.transmit = transmit
            self.multiplier = multiplier
        }
    }

    /// An EVPN fabric as the node meets it.
    package struct EVPN: Sendable, Equatable {
        /// The range that the node's own end of the tunnels has its address in; OVN-Kubernetes finds it there on a device of the host's.
        package let vtep: [Prefix]
        /// The speakers of the fabric, in the node's default VRF.
        package let peers: [NetworkSpec.BGP]

        package init(vtep: [Prefix], peers: [NetworkSpec.BGP]) {
            self.vtep = vtep
            self.peers = peers
        }
    }

    package init(
        ovnRelease: OVNRelease, metalLBNamespace: NamespaceName, frrK8sNamespace: NamespaceName, nodeName: String,
        asn: UInt32, routerID: IPAddress?, l2Interfaces: [InterfaceName], anchor: Prefix
    ) {
        self.ovnRelease = ovnRelease
        self.metalLBNamespace = metalLBNamespace
        self.frrK8sNamespace = frrK8sNamespace
        self.nodeName = nodeName
        self.asn = asn
        self.routerID = routerID
        self.l2Interfaces = l2Interfaces
        self.anchor = anchor
    }
}
