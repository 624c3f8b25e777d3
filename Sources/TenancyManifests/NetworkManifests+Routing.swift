// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension NetworkManifests {
    /// The BGP session in the network's VRF and the advertisement of its pods; nothing without a peer, since a router without
    /// neighbours never matches (`routeadvertisements/controller.go`).
    ///
    /// One pair per network, so that a broken one does not hold up the others, and self-contained.
    var routing: [ManifestObject] {
        guard let bgp = network.spec.bgp, let cudn = network.cudn else { return [] }
        let pairing = [Self.networkLabel: "\(cudn)"]
        let selector: YAMLValue = ["matchLabels": .sorted(pairing)]
        let defaults = Set(network.cidrs.map(\.family)).sorted().map { family -> YAMLValue in
            ["prefix": family == .ipv4 ? "0.0.0.0/0" : "::/0"]
        }
        var router: YAMLMapping = ["asn": .int(Int(settings.asn))]
        router["id"] = settings.routerID.map { .string("\($0)") }
        router["vrf"] = .string("\(cudn)")
        var neighbor: YAMLMapping = ["address": .string("\(bgp.peer)"), "asn": .int(Int(bgp.asn))]
        // Where MetalLB has the session, too, it says how its death is noticed, and FRR-K8s merges the two: one profile for a neighbour.
        let bfd = loadBalancing.isEmpty ? settings.bfd : nil
        neighbor["bfdProfile"] = bfd.map { _ in .string("\(cudn)") }
        neighbor["toReceive"] = ["allowed": ["mode": "filtered", "prefixes": .sequence(defaults)]]
        router["neighbors"] = [.mapping(neighbor)]
        var routers: YAMLMapping = ["routers": [.mapping(router)]]
        routers["bfdProfiles"] = bfd.map { [.mapping(Self.fields(of: $0, named: "\(cudn)"))] }
        return [
            ManifestObject(
                .frrConfiguration, name: "\(cudn)", namespace: settings.frrK8sNamespace, labels: pairing,
                spec: [
                    "nodeSelector": ["matchLabels": ["kubernetes.io/hostname": .string(settings.nodeName)]],
                    "bgp": .mapping(routers),
                ]),
            routeAdvertisements(cudn, by: selector),
        ]
    }

    /// - Parameter configurations: Selects the FRRConfiguration with the sessions.
    func routeAdvertisements(_ cudn: InterfaceName, by configurations: YAMLValue) -> ManifestObject {
        ManifestObject(
            .routeAdvertisements, name: "\(cudn)",
            spec: [
                "targetVRF": "auto",
                "advertisements": ["PodNetwork"],
                // With PodNetwork it has to select every node.
                "nodeSelector": [:],
                "frrConfigurationSelector": configurations,
                "networkSelectors": [
                    [
                        "networkSelectionType": "ClusterUserDefinedNetworks",
                        "clusterUserDefinedNetworkSelector": [
                            "networkSelector": ["matchLabels": [Self.networkLabel: .string("\(cudn)")]]
                        ],
                    ]
                ],
            ])
    }

    /// A BFD profile as FRR-K8s and MetalLB write it; MetalLB's has its name elsewhere.
    static func fields(of bfd: ClusterSettings.BFD, named name: String? = nil) -> YAMLMapping {
        var fields = YAMLMapping()
        fields["name"] = name.map(YAMLValue.string)
        fields["receiveInterval"] = .int(bfd.receive)
        fields["transmitInterval"] = .int(bfd.transmit)
        fields["detectMultiplier"] = .int(bfd.multiplier)
        return fields
    }
}
