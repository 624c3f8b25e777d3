// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// A tenant for programs, such as the files generator of an ApplicationSet.
enum TenantFile {
    static func bytes(of tenant: Tenant) -> [UInt8] {
        let networks = tenant.networks.map { network -> YAMLValue in
            var value: YAMLMapping = [
                "name": "\(network.key)", "connectivity": .string(network.spec.connectivity.rawValue),
                "namespaces": .strings(network.spec.namespaces.map(\.description).sorted()),
                "cidrs": .strings(network.cidrs.map { "\($0)" }),
                "loadBalancerAddresses": .strings(network.loadBalancerAddresses.map { "\($0)" }),
                "floatingAddresses": .strings(network.prefixes(.floating).map { "\($0.first)" }),
                "egressAddresses": .strings(network.egressAddresses.map { "\($0)" }),
            ]
            value["cudn"] = network.cudn.map { "\($0)" }
            if network.spec.extras.adoptNamespaces == true { value["namespacesAdopted"] = true }
            value["vrf"] = network.vrf.map { "\($0)" }
            value["vlan"] = network.vlan.map(YAMLValue.int)
            if network.spec.takesInterface == true { value["interface"] = network.uplink.map { "\($0)" } }
            value["vnis"] = network.spec.evpn.map { YAMLValue.sequence($0.numbers.map(YAMLValue.int)) }
            return .mapping(value)
        }
        let file: YAMLValue = [
            "apiVersion": "tenancy/v1", "kind": "TenantManifests", "tenant": "\(tenant.name)",
            "labels": .sorted(tenant.labels), "networks": .sequence(networks),
        ]
        return Array((file.json() + "\n").utf8)
    }
}
