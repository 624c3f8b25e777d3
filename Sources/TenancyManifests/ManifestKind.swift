// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The kinds of objects that are rendered.
enum ManifestKind {
    case namespace
    case resourceQuota
    case limitRange
    case networkPolicy
    case serviceAccount
    case roleBinding
    case egressFirewall
    case networkQoS
    case egressService
    case bfdProfile
    case vtep
    case clusterUserDefinedNetwork
    case clusterNetworkConnect
    case frrConfiguration
    case routeAdvertisements
    case egressIP
    case ipAddressPool
    case bgpPeer
    case bgpAdvertisement
    case l2Advertisement
    case configMap
    case appProject
    case applicationSet
    case gitRepository
    case fluxKustomization

    var name: String { facts.name }
    var apiVersion: String { facts.apiVersion }
    /// Two digits that put the files of a folder in the order in which they are applied.
    var number: String { facts.number }
    /// Argo CD's wave: the label of a namespace, then its network, then what refers to both (metallb-gitops 2.8).
    var wave: Int { facts.wave }

    /// Whether its objects stand in the namespaces of tenants.
    var isInTenantNamespace: Bool {
        switch self {
        case .resourceQuota, .limitRange, .networkPolicy, .configMap, .serviceAccount, .roleBinding, .egressFirewall,
            .networkQoS, .egressService:
            true
        default: false
        }
    }

    private var facts: (name: String, apiVersion: String, number: String, wave: Int) {
        switch self {
        case .namespace: ("Namespace", "v1", "00", -20)
        case .resourceQuota: ("ResourceQuota", "v1", "05", -15)
        case .limitRange: ("LimitRange", "v1", "05", -15)
        case .networkPolicy: ("NetworkPolicy", "networking.k8s.io/v1", "05", -15)
        case .serviceAccount: ("ServiceAccount", "v1", "05", -15)
        case .roleBinding: ("RoleBinding", "rbac.authorization.k8s.io/v1", "06", -14)
        case .egressFirewall: ("EgressFirewall", "k8s.ovn.org/v1", "15", -5)
        case .networkQoS: ("NetworkQoS", "k8s.ovn.org/v1alpha1", "15", -5)
        case .egressService: ("EgressService", "k8s.ovn.org/v1", "55", 12)
        case .bfdProfile: ("BFDProfile", "metallb.io/v1beta1", "35", 0)
        case .clusterUserDefinedNetwork: ("ClusterUserDefinedNetwork", "k8s.ovn.org/v1", "10", -10)
        case .vtep: ("VTEP", "k8s.ovn.org/v1", "08", -12)
        case .clusterNetworkConnect: ("ClusterNetworkConnect", "k8s.ovn.org/v1", "12", -5)
        case .frrConfiguration: ("FRRConfiguration", "frrk8s.metallb.io/v1beta1", "20", 0)
        case .routeAdvertisements: ("RouteAdvertisements", "k8s.ovn.org/v1", "25", 5)
        case .egressIP: ("EgressIP", "k8s.ovn.org/v1", "30", 0)
        case .ipAddressPool: ("IPAddressPool", "metallb.io/v1beta1", "40", 0)
        case .bgpPeer: ("BGPPeer", "metallb.io/v1beta2", "45", 5)
        case .bgpAdvertisement: ("BGPAdvertisement", "metallb.io/v1beta1", "50", 10)
        case .l2Advertisement: ("L2Advertisement", "metallb.io/v1beta1", "50", 10)
        case .configMap: ("ConfigMap", "v1", "60", 15)
        case .appProject: ("AppProject", "argoproj.io/v1alpha1", "00", 0)
        case .applicationSet: ("ApplicationSet", "argoproj.io/v1alpha1", "10", 0)
        case .gitRepository: ("GitRepository", "source.toolkit.fluxcd.io/v1", "00", 0)
        case .fluxKustomization: ("Kustomization", "kustomize.toolkit.fluxcd.io/v1", "10", 0)
        }
    }
}
