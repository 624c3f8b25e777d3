// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// The cluster's side of leaks.
extension NetworkManifests {
    /// A router between two networks for each leak that connects them. Its subnets cannot change, so they are in its name: a leak that returns is another object.
    var connections: [ManifestObject] {
        neighborhood.connections.compactMap { connection in
            guard let first = connection.subnets.first else { return nil }
            let expression: YAMLValue = [
                "key": .string(Self.networkLabel), "operator": "In",
                "values": .strings(connection.cudns.map(\.description)),
            ]
            let subnets = connection.subnets.map { subnet -> YAMLValue in
                [
                    "cidr": .string("\(subnet)"),
                    "networkPrefix": .int(subnet.family.width - Leak.Connection.networkBits),
                ]
            }
            return ManifestObject(
                .clusterNetworkConnect, name: "\(connection.leak)-\(first.first.objectName)",
                spec: [
                    "networkSelectors": [
                        [
                            "networkSelectionType": "ClusterUserDefinedNetworks",
                            "clusterUserDefinedNetworkSelector": [
                                "networkSelector": ["matchExpressions": [expression]]
                            ],
                        ]
                    ],
                    "connectSubnets": .sequence(subnets),
                    "connectivity": .strings(connection.reach.map(connectivity)),
                ])
        }
    }

    /// Release 1.2 calls it otherwise.
    private func connectivity(_ reach: Leak.Reach) -> String {
        switch reach {
        case .pods: "PodNetwork"
        case .services: settings.ovnRelease == .release12 ? "ClusterIPServiceNetwork" : "ServiceNetwork"
        }
    }

    /// Who may connect to the pods where they are walled in: their own network, and whom leaks let in.
    var sources: YAMLValue {
        let leaks = neighborhood.admitted.map { prefix -> YAMLValue in ["ipBlock": ["cidr": .string("\(prefix)")]] }
        let own: YAMLValue = ["namespaceSelector": selector(of: namespaces)]
        return .sequence([own] + leaks)
    }
}
