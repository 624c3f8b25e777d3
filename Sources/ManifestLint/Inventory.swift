// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// The objects of a set of files, by kind, in the order of the files; what is asked for each object is found by an index.
struct Inventory {
    let objects: [LintObject]
    private let byKind: [String: [LintObject]]
    private let byLabel: [String: [LintObject]]
    private let names: [String: Set<String>]
    /// The primary network of each namespace that one takes.
    private(set) var networks: [String: LintObject] = [:]
    /// User-defined networks with role Primary, of the cluster or of a namespace.
    private(set) var primaryNetworks: [LintObject] = []
    /// The cluster networks whose pods RouteAdvertisements make known in a VRF of their own.
    private(set) var networksInVRFs: Set<String> = []

    init(_ objects: [LintObject]) {
        self.objects = objects
        byKind = Dictionary(grouping: objects, by: \.fullKind)
        names = byKind.mapValues { Set($0.map(\.name)) }
        var byLabel: [String: [LintObject]] = [:]
        for object in objects {
            for (key, value) in object.labels {
                byLabel["\(object.fullKind) \(key)=\(value)", default: []].append(object)
            }
        }
        self.byLabel = byLabel

        primaryNetworks = (clusterNetworks + namespacedNetworks).filter { network in
            let spec = network.at("spec", "network") ?? network.at("spec")
            return ["layer2", "layer3"].contains { spec?[$0]?["role"]?.text == "Primary" }
        }
        for network in primaryNetworks {
            for name in namespaces(of: network) where networks[name] == nil { networks[name] = network }
        }
        let advertised = routeAdvertisements.filter { $0.at("spec", "targetVRF")?.text == "auto" }
            .flatMap { $0.at("spec", "networkSelectors")?.items ?? [] }
            .compactMap { $0.at("clusterUserDefinedNetworkSelector", "networkSelector") }
            .flatMap { select(LabelSelector($0), among: "ClusterUserDefinedNetwork", "k8s.ovn.org") }
        networksInVRFs = Set(advertised.map(\.name))
    }

    var pools: [LintObject] { all("IPAddressPool", "metallb.io") }
    var peers: [LintObject] { all("BGPPeer", "metallb.io") }
    var l2Advertisements: [LintObject] { all("L2Advertisement", "metallb.io") }
    var bgpAdvertisements: [LintObject] { all("BGPAdvertisement", "metallb.io") }
    var frrConfigurations: [LintObject] { all("FRRConfiguration", "frrk8s.metallb.io") }
    var clusterNetworks: [LintObject] { all("ClusterUserDefinedNetwork", "k8s.ovn.org") }
    var namespacedNetworks: [LintObject] { all("UserDefinedNetwork", "k8s.ovn.org") }
    var routeAdvertisements: [LintObject] { all("RouteAdvertisements", "k8s.ovn.org") }
    var egressIPs: [LintObject] { all("EgressIP", "k8s.ovn.org") }
    var connections: [LintObject] { all("ClusterNetworkConnect", "k8s.ovn.org") }
    var endpoints: [LintObject] { all("VTEP", "k8s.ovn.org") }
    var egressServices: [LintObject] { all("EgressService", "k8s.ovn.org") }
    var namespaces: [LintObject] { all("Namespace", "") }
    var services: [LintObject] { all("Service", "") }

    func all(_ kind: String, _ group: String) -> [LintObject] { byKind["\(kind).\(group)"] ?? [] }

    /// Whether there is an object of that kind and name, in whatever namespace.
    func has(_ kind: String, _ group: String, _ name: String) -> Bool {
        names["\(kind).\(group)"]?.contains(name) ?? false
    }

    /// The objects of a kind whose labels a selector takes.
    func select(_ selector: LabelSelector, among kind: String, _ group: String) -> [LintObject] {
        let candidates =
            selector.labels.first.map { byLabel["\(kind).\(group) \($0.key)=\($0.value)"] ?? [] } ?? all(kind, group)
        return candidates.filter { selector.matches($0.labels) }
    }

    /// The namespaces that a selector takes, of those that are shipped and those that it names.
    func namespaces(_ selector: LabelSelector) -> [String] {
        let names = Set(selector.names)
        if selector.keys.allSatisfy({ $0 == LabelSelector.nameLabel }), !selector.isEmpty { return names.sorted() }
        let shipped = namespaces.filter { namespace in
            selector.matches(namespace.labels.merging([LabelSelector.nameLabel: namespace.name]) { _, name in name })
        }
        return names.union(shipped.map(\.name)).sorted()
    }

    /// The namespaces of a user-defined network.
    func namespaces(of network: LintObject) -> [String] {
        network.namespace.map { [$0] } ?? namespaces(LabelSelector(network.at("spec", "namespaceSelector")))
    }
}
