// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// The objects of one network.
///
/// An object is left out when one of its lists would be empty, because almost every empty list or selector means "all" to its reader.
struct NetworkManifests {
    let network: Network
    let settings: ClusterSettings
    let neighborhood: Neighborhood
    /// Sorted.
    let namespaces: [NamespaceName]

    init(_ network: Network, settings: ClusterSettings, neighborhood: Neighborhood) {
        self.network = network
        self.settings = settings
        self.neighborhood = neighborhood
        namespaces = network.spec.namespaces.sorted()
    }

    /// The objects of the tenant's folder.
    var objects: [ManifestObject] {
        guard !namespaces.isEmpty else { return [] }
        var objects = namespaces.flatMap(defaults)
        if !isAdopted { objects = namespaces.map(namespace) + objects }
        if let cudn = network.cudn, !network.cidrs.isEmpty { objects.append(clusterUserDefinedNetwork(cudn)) }
        switch network.spec.connectivity {
        case .vrfLite: objects += routing
        case .egressIP: objects += egressIPs
        case .hostVRF: objects += egressServices
        case .evpn: objects += fabricRouting
        }
        return objects + connections + loadBalancing + namespaces.map(sheet)
    }

    /// Whether somebody else makes the namespaces: then they are in none of our files, and nobody prunes them by us.
    private var isAdopted: Bool { network.spec.extras.adoptNamespaces == true }

    /// Says, to the lint too, that the network's namespaces are not among the manifests because somebody else makes them.
    private static let adoption = ["tenancy.dev/namespaces": "adopted"]

    /// What selects the objects of one network, and pairs RouteAdvertisements with its FRRConfiguration.
    static let networkLabel = "tenancy.dev/network"

    /// Pruning these two takes a tenant's workload with it: Argo CD asks a person first.
    private static let confirmed = ["argocd.argoproj.io/sync-options": "Prune=confirm,Delete=confirm"]

    private func namespace(_ name: NamespaceName) -> ManifestObject {
        ManifestObject(
            .namespace, name: "\(name)", labels: network.cudn == nil ? [:] : [Network.namespaceLabel: ""],
            annotations: Self.confirmed)
    }

    /// `transport` is only written for EVPN: its values differ by release,
    /// and leaving it out means Geneve in all of them.
    private func clusterUserDefinedNetwork(_ name: InterfaceName) -> ManifestObject {
        ManifestObject(
            .clusterUserDefinedNetwork, name: "\(name)", labels: [Self.networkLabel: "\(name)"],
            annotations: isAdopted ? Self.confirmed.merging(Self.adoption) { one, _ in one } : Self.confirmed,
            spec: [
                "namespaceSelector": selector(of: namespaces),
                "network": .mapping(transported(network.spec.extras.topology == .layer3 ? layer3 : layer2)),
            ])
    }

    private var layer2: YAMLMapping {
        let extras = network.spec.extras
        var layer: YAMLMapping = ["role": "Primary", "subnets": .strings(network.cidrs.map { "\($0)" })]
        if extras.persistentIPs == true { layer["ipam"] = ["lifecycle": "Persistent"] }
        layer["joinSubnets"] = joinSubnets
        layer["reservedSubnets"] = extras.reservedSubnets.map { .strings($0.map(\.description)) }
        if let infrastructure = extras.infrastructureSubnets {
            layer["infrastructureSubnets"] = .strings(infrastructure.map(\.description))
            layer["defaultGatewayIPs"] = .strings(network.tenantGateways.map { "\($0)" })
        }
        return ["topology": "Layer2", "layer2": .mapping(layer)]
    }

    /// One node gets half of the CIDR, which is as much as one can get (ovn-kubernetes 1.3).
    private var layer3: YAMLMapping {
        let subnets = network.cidrs.map { cidr -> YAMLValue in
            ["cidr": .string("\(cidr)"), "hostSubnet": .int(cidr.family == .ipv4 ? cidr.length + 1 : 64)]
        }
        var layer: YAMLMapping = ["role": "Primary", "subnets": .sequence(subnets)]
        layer["joinSubnets"] = joinSubnets
        return ["topology": "Layer3", "layer3": .mapping(layer)]
    }

    private var joinSubnets: YAMLValue? { network.spec.extras.joinSubnets.map { .strings($0.map(\.description)) } }

    /// One address per object, and one object for each pod: pods pick one of the others by a label, and the first takes the rest. So a further address
    /// moves no pod, and one that goes leaves its pods to the first.
    private var egressIPs: [ManifestObject] {
        let addresses = network.egressAddresses
        let others = addresses.dropFirst().map(Network.egressLabelValue).sorted()
        return addresses.enumerated().map { index, address in
            var spec: YAMLMapping = [
                "egressIPs": ["\(address)"], "namespaceSelector": selector(of: namespaces),
            ]
            if index > 0 {
                spec["podSelector"] = [
                    "matchLabels": [Network.egressLabel: .string(Network.egressLabelValue(address))]
                ]
            } else if !others.isEmpty {
                spec["podSelector"] = [
                    "matchExpressions": [
                        ["key": .string(Network.egressLabel), "operator": "NotIn", "values": .strings(others)]
                    ]
                ]
            }
            return ManifestObject(.egressIP, name: "\(network.key)-\(address.objectName)", spec: .mapping(spec))
        }
    }

    /// Namespaces by the label that the API server sets, which a tenant cannot forge.
    func selector(of namespaces: [NamespaceName]) -> YAMLValue {
        let label = "kubernetes.io/metadata.name"
        let names = namespaces.map(\.description)
        if let name = names.first, names.count == 1 { return ["matchLabels": [label: .string(name)]] }
        return ["matchExpressions": [["key": .string(label), "operator": "In", "values": .strings(names)]]]
    }
}
