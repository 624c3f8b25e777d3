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
        router["neighbors"] = [
            [
                "address": .string("\(bgp.peer)"),
                "asn": .int(Int(bgp.asn)),
                "toReceive": ["allowed": ["mode": "filtered", "prefixes": .sequence(defaults)]],
            ]
        ]
        return [
            ManifestObject(
                .frrConfiguration, name: "\(cudn)", namespace: settings.frrK8sNamespace, labels: pairing,
                spec: [
                    "nodeSelector": ["matchLabels": ["kubernetes.io/hostname": .string(settings.nodeName)]],
                    "bgp": ["routers": [.mapping(router)]],
                ]),
            ManifestObject(
                .routeAdvertisements, name: "\(cudn)",
                spec: [
                    "targetVRF": "auto",
                    "advertisements": ["PodNetwork"],
                    // With PodNetwork it has to select every node.
                    "nodeSelector": [:],
                    "frrConfigurationSelector": selector,
                    "networkSelectors": [
                        [
                            "networkSelectionType": "ClusterUserDefinedNetworks",
                            "clusterUserDefinedNetworkSelector": ["networkSelector": selector],
                        ]
                    ],
                ]),
        ]
    }
}
