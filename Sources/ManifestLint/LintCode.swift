// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a finding is called; the names never change, so that a repository can be searched for them.
package enum LintCode: String, Sendable, CaseIterable, Comparable {
    case yamlSyntax = "yaml-syntax"
    case yamlDuplicateKey = "yaml-duplicate-key"
    case duplicateObject = "duplicate-object"

    case poolUnscoped = "pool-unscoped"
    case poolSelectorOnly = "pool-selector-only"
    case poolNotAnnounced = "pool-not-announced"
    case poolAddress = "pool-address"
    case poolOverlap = "pool-overlap"
    case advertisementAllPools = "advertisement-all-pools"
    case advertisementAllPeers = "advertisement-all-peers"
    case advertisementAllInterfaces = "advertisement-all-interfaces"
    case advertisementUnknown = "advertisement-unknown"
    case advertisementShared = "advertisement-shared"
    case peerDuplicate = "peer-duplicate"
    case peerConflict = "peer-conflict"
    case peerField = "peer-field"
    case metalLBNamespace = "metallb-namespace"
    case deprecated = "deprecated"

    case serviceUnknownPool = "service-unknown-pool"
    case serviceForeignPool = "service-foreign-pool"
    case serviceAddress = "service-address"
    case servicePort = "service-port"
    case workloadBeforeNetwork = "workload-before-network"

    case frrNodeSelector = "frr-node-selector"
    case frrReceiveAll = "frr-receive-all"
    case frrNotSelfContained = "frr-not-self-contained"
    case frrSeveralVRFs = "frr-several-vrfs"
    case frrConflict = "frr-conflict"
    case frrField = "frr-field"
    case frrGenerated = "frr-generated"

    case networkName = "network-name"
    case networkSchema = "network-schema"
    case networkSubnet = "network-subnet"
    case networkOverlap = "network-overlap"
    case networkReserved = "network-reserved"
    case selectorEmpty = "selector-empty"
    case selectorFreeLabel = "selector-free-label"
    case localnetUnknown = "localnet-unknown"
    case attachmentConfig = "attachment-config"
    case namespaceMissing = "namespace-missing"
    case namespaceLabel = "namespace-label"
    case namespaceWithoutNetwork = "namespace-without-network"
    case namespaceUnknownLabel = "namespace-unknown-label"
    case namespaceByApplication = "namespace-by-application"

    case advertisedNodes = "routeadvertisements-nodes"
    case advertisedVRF = "routeadvertisements-vrf"
    case advertisedNothing = "routeadvertisements-nothing"

    case connectNetworks = "networkconnect-networks"
    case connectSubnet = "networkconnect-subnet"
    case fabricEndpoint = "vtep"
    case fabricNumber = "evpn-vni"
    case fabricNothing = "evpn-not-advertised"

    case egressSeveralAddresses = "egressip-several-addresses"
    case egressAddress = "egressip-address"
    case egressDuplicate = "egressip-duplicate"
    case egressSamePods = "egressip-same-pods"
    case egressVRF = "egressip-vrf"
    case egressOutsideNode = "egressip-outside-node"
    case egressLayer2 = "egressip-layer2"
    case nameStyle = "name-style"
    case egressServiceUnbound = "egressservice-unbound"
    case egressServiceNetwork = "egressservice-network"
    case egressFirewallName = "egressfirewall-name"

    case addressConflict = "address-conflict"
    case addressOnNode = "address-on-node"

    case trackingMark = "tracking-mark"
    case kustomizationMissing = "kustomization-missing"
    case kustomizationUnlisted = "kustomization-unlisted"
    case kustomizationEmpty = "kustomization-empty"
    case applicationRetry = "application-retry"

    case immutableChange = "immutable-change"
    case deletedAtOnce = "deleted-at-once"
    case addressMoved = "address-moved"

    /// What is wrong, in general; a finding says it of one object.
    package var summary: String { facts.summary }
    /// How bad it is.
    package var severity: LintSeverity { [.egressLayer2, .nameStyle].contains(self) ? .note : .error }
    /// The rules of `docs/lint.md` behind it.
    package var rules: [String] { facts.rules }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    private var facts: (rules: [String], summary: String) {
        switch self {
        case .yamlSyntax: ([], "a file that is not YAML")
        case .yamlDuplicateKey: ([], "a key that stands twice in its mapping")
        case .duplicateObject: (["R-11"], "two manifests of one object")
        case .poolUnscoped: (["R-06", "R-07"], "a pool that every namespace may take addresses from")
        case .poolSelectorOnly: (["R-06"], "a pool whose selectors open it to all when they match no namespace")
        case .poolNotAnnounced: (["R-10"], "a pool that no advertisement announces")
        case .poolAddress: (["R-01"], "an address or range that MetalLB refuses")
        case .poolOverlap: (["R-02"], "an address in two pools")
        case .advertisementAllPools: (["R-10"], "an advertisement of all pools of all tenants")
        case .advertisementAllPeers: (["R-10"], "an advertisement to all peers in all VRFs")
        case .advertisementAllInterfaces: (["R-10"], "ARP and ND answered on every interface")
        case .advertisementUnknown: (["R-10"], "an advertisement of a pool or to a peer that is not there")
        case .advertisementShared: (["R-11"], "an advertisement of several tenants' pools")
        case .peerDuplicate: (["R-17"], "two BGPPeers with one address in one VRF")
        case .peerConflict: (["R-17"], "BGPPeers that cannot run on one node")
        case .peerField: (["R-12"], "a BGPPeer that MetalLB refuses")
        case .metalLBNamespace: (["R-06"], "an object outside MetalLB's namespace")
        case .deprecated: (["R-14"], "a form that a later release does not know")
        case .serviceUnknownPool: (["R-13", "R-14"], "an annotation that names no pool")
        case .serviceForeignPool: (["R-06", "R-13"], "an annotation that names a pool of other namespaces")
        case .serviceAddress: (["R-13"], "requested addresses that cannot be given")
        case .servicePort: ([], "a Service for a port that its pods do not have")
        case .workloadBeforeNetwork: (["R-25"], "pods that are applied before their network")
        case .frrNodeSelector: (["R-17"], "an FRRConfiguration without a node")
        case .frrReceiveAll: (["R-18"], "a session that takes every route")
        case .frrNotSelfContained: (["R-17"], "an FRRConfiguration that needs another one")
        case .frrSeveralVRFs: (["R-17"], "an FRRConfiguration of several VRFs")
        case .frrConflict: (["R-17", "R-20"], "configurations that FRR-K8s cannot merge")
        case .frrField: (["R-17"], "a value that FRR-K8s refuses")
        case .frrGenerated: (["R-17"], "an object that OVN-Kubernetes writes itself")
        case .networkName: (["R-22"], "a network whose VRF gets another name")
        case .networkSchema: (["R-21"], "a network that the API server refuses")
        case .networkSubnet: (["R-21"], "a subnet that does not work")
        case .networkOverlap: (["R-01", "R-21"], "networks with the same addresses")
        case .networkReserved: (["R-01"], "a network in a range of OVN-Kubernetes")
        case .selectorEmpty: (["R-10"], "a selector that takes everything")
        case .selectorFreeLabel: (["R-06"], "a selector on a label that a tenant can set")
        case .localnetUnknown: (["R-12"], "a physical network that no bridge mapping names")
        case .attachmentConfig: ([], "a NetworkAttachmentDefinition with a wrong config")
        case .namespaceMissing: (["R-25"], "a network for a namespace that is not shipped")
        case .namespaceLabel: (["R-25"], "a namespace without the label of its network")
        case .namespaceWithoutNetwork: (["R-25"], "a namespace whose pods wait for a network")
        case .namespaceUnknownLabel: (["R-25"], "a label that looks like that of a primary network")
        case .namespaceByApplication: (["R-25"], "a namespace that Argo CD makes without the label of its network")
        case .advertisedNodes: (["R-10"], "RouteAdvertisements of pod networks for some nodes")
        case .advertisedVRF: (["R-17"], "RouteAdvertisements that OVN-Kubernetes does not accept")
        case .advertisedNothing: (["R-17"], "RouteAdvertisements that select nothing")
        case .connectNetworks: (["R-12"], "networks that OVN-Kubernetes does not connect")
        case .connectSubnet: (["R-01", "R-12"], "links between networks that cannot be numbered")
        case .fabricEndpoint: (["R-12"], "a VTEP that is not there or that OVN-Kubernetes refuses")
        case .fabricNumber: (["R-12"], "a VNI or route target that does not tell a network from others")
        case .fabricNothing: (["R-17"], "an EVPN network that nobody makes known in the fabric")
        case .egressSeveralAddresses: (["R-33"], "an EgressIP with addresses that a node does not get")
        case .egressAddress: (["R-34"], "an EgressIP with something that is no address")
        case .egressDuplicate: (["R-33"], "an egress address in two objects")
        case .egressSamePods: (["R-33"], "two EgressIPs for the same pods")
        case .egressVRF: (["R-33"], "an EgressIP for a network with its own VRF")
        case .egressOutsideNode: (["R-33"], "an egress address in no subnet of the node")
        case .egressLayer2: (["R-33"], "an EgressIP for a Layer2 network, which not every release supports")
        case .nameStyle: (["R-30"], "EgressIPs that are named in different ways")
        case .egressServiceUnbound: (["R-12"], "an EgressService without its Service")
        case .egressServiceNetwork: (["R-12"], "an EgressService in a user-defined network")
        case .egressFirewallName: ([], "an EgressFirewall with a name of its own")
        case .addressConflict: (["R-01", "R-02"], "an address with two uses")
        case .addressOnNode: (["R-34"], "an address that the node itself has")
        case .trackingMark: (["R-31"], "a mark that belongs to Argo CD or Flux")
        case .kustomizationMissing: (["R-24"], "a kustomization that names a missing file")
        case .kustomizationUnlisted: (["R-24"], "a manifest that its kustomization leaves out")
        case .kustomizationEmpty: (["R-05", "R-24"], "a kustomization of nothing")
        case .applicationRetry: (["R-26"], "an Application that gives up after one try")
        case .immutableChange: (["R-21"], "a change of what cannot change")
        case .deletedAtOnce: (["R-04", "R-08"], "a removal in one step that needs several")
        case .addressMoved: (["R-03"], "an address that moves between pools in one step")
        }
    }
}
