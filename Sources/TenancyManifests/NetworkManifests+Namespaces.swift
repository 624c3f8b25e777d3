// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension NetworkManifests {
    /// What the configuration gives every namespace: a quota, limits of containers, and a wall around the network.
    func defaults(of namespace: NamespaceName) -> [ManifestObject] {
        let defaults = settings.namespaceDefaults
        var objects: [ManifestObject] = []
        if !defaults.quota.isEmpty {
            objects.append(
                ManifestObject(
                    .resourceQuota, name: Self.name, namespace: namespace, spec: ["hard": .sorted(defaults.quota)]))
        }
        if !defaults.limits.isEmpty || !defaults.requests.isEmpty {
            var limit: YAMLMapping = ["type": "Container"]
            if !defaults.limits.isEmpty { limit["default"] = .sorted(defaults.limits) }
            if !defaults.requests.isEmpty { limit["defaultRequest"] = .sorted(defaults.requests) }
            objects.append(
                ManifestObject(
                    .limitRange, name: Self.name, namespace: namespace, spec: ["limits": [.mapping(limit)]]))
        }
        if defaults.isolates {
            objects.append(
                ManifestObject(
                    .networkPolicy, name: Self.name, namespace: namespace,
                    spec: [
                        // Every pod.
                        "podSelector": [:], "policyTypes": ["Ingress"], "ingress": [["from": sources]],
                    ]))
        }
        return objects + access(to: namespace) + egressFirewall(of: namespace) + quality(in: namespace)
    }

    /// What the tenant has to know, where the tenant can read it: addresses, and how a Service asks for one.
    ///
    /// A value is a list with a line for each element.
    func sheet(in namespace: NamespaceName) -> ManifestObject {
        var data = ["tenant": "\(network.tenant)", "connectivity": network.spec.connectivity.rawValue]
        func add(_ key: String, _ lines: [String]) {
            if !lines.isEmpty { data[key] = lines.joined(separator: "\n") }
        }
        add("cidrs", network.cidrs.map { "\($0)" })
        add("gateways", network.tenantGateways.map { "\($0)" })
        add("egress-addresses", network.egressAddresses.map { "\($0)" })
        // Of pods, to leave with another address than the first one.
        add(
            "egress-labels",
            network.egressAddresses.dropFirst().map { "\(Network.egressLabel): \"\(Network.egressLabelValue($0))\"" })
        data["network"] = network.cudn.map { "\($0)" }
        add("leaks", neighborhood.reached.map { "\($0)" })
        add("vnis", network.spec.evpn?.numbers.map { "\($0)" } ?? [])
        if !loadBalancing.isEmpty {
            let addresses = network.loadBalancerAddresses
            add("load-balancer-addresses", addresses.map { "\($0)" })
            add("floating-addresses", floatingAddresses.map { "\($0)" })
            // The only form that keeps its address whatever happens to other Services.
            add("service-annotations", (addresses + floatingAddresses).map { "metallb.io/loadBalancerIPs: \"\($0)\"" })
        }
        return ManifestObject(.configMap, name: Self.name, namespace: namespace, data: data)
    }

    /// Of our objects in a namespace of a tenant: there is one of each kind.
    private static let name = "tenancy"
}
