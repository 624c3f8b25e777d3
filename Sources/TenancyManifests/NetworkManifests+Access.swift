// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension NetworkManifests {
    /// Who may work in a namespace: an account for the tenant's own GitOps, and the tenant's group, with the role of the configuration.
    func access(to namespace: NamespaceName) -> [ManifestObject] {
        guard let role = settings.namespaceDefaults.role else { return [] }
        let group =
            network.spec.extras.group
            ?? settings.namespaceDefaults.group?.replacing("{tenant}", with: "\(network.tenant)")
        var subjects: [YAMLValue] = [
            ["kind": "ServiceAccount", "name": "tenant", "namespace": .string("\(namespace)")]
        ]
        if let group {
            subjects.append(["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(group)])
        }
        return [
            ManifestObject(.serviceAccount, name: "tenant", namespace: namespace),
            ManifestObject(
                .roleBinding, name: "tenant", namespace: namespace,
                content: [
                    "roleRef": [
                        "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role),
                    ],
                    "subjects": .sequence(subjects),
                ]),
        ]
    }

    /// Where pods may go outside of the cluster: to the destinations of the configuration, to what leaks offer, and nowhere else.
    func egressFirewall(of namespace: NamespaceName) -> [ManifestObject] {
        let allowed = settings.namespaceDefaults.egressAllow
        guard !allowed.isEmpty else { return [] }
        let rules =
            Set(allowed + neighborhood.reached).sorted().map { ("Allow", "\($0)") } + [
                ("Deny", "0.0.0.0/0"), ("Deny", "::/0"),
            ]
        return [
            ManifestObject(
                .egressFirewall, name: "default", namespace: namespace,
                spec: [
                    "egress": .sequence(
                        rules.map { ["type": .string($0.0), "to": ["cidrSelector": .string($0.1)]] })
                ])
        ]
    }

    /// The mark and the limit of what pods send.
    func quality(in namespace: NamespaceName) -> [ManifestObject] {
        guard let quality = settings.namespaceDefaults.quality else { return [] }
        var rule: YAMLMapping = ["dscp": .int(quality.dscp)]
        if let rate = quality.rate {
            var bandwidth: YAMLMapping = ["rate": .int(rate)]
            bandwidth["burst"] = quality.burst.map(YAMLValue.int)
            rule["bandwidth"] = .mapping(bandwidth)
        }
        var spec: YAMLMapping = ["priority": 50, "egress": [.mapping(rule)]]
        if let cudn = network.cudn {
            spec["networkSelectors"] = [
                [
                    "networkSelectionType": "ClusterUserDefinedNetworks",
                    "clusterUserDefinedNetworkSelector": [
                        "networkSelector": ["matchLabels": [Self.networkLabel: .string("\(cudn)")]]
                    ],
                ]
            ]
        }
        // Its selectors cannot change, and the generation of the network is among them.
        return [
            ManifestObject(
                .networkQoS, name: network.cudn.map { "\($0)" } ?? "tenancy", namespace: namespace,
                spec: .mapping(spec))
        ]
    }

    /// The pods of a Service leave with its address, and by the network's own table: its number, for which there must be no name (ovn-kubernetes
    /// 1.11).
    var egressServices: [ManifestObject] {
        guard let table = network.table else { return [] }
        return network.spec.extras.egressServiceNames.compactMap(\.self).map { service in
            ManifestObject(
                .egressService, name: "\(service.name)", namespace: service.namespace,
                spec: [
                    "sourceIPBy": "LoadBalancerIP", "network": .string("\(table)"),
                    "nodeSelector": ["matchLabels": ["kubernetes.io/hostname": .string(settings.nodeName)]],
                ])
        }
    }
}
