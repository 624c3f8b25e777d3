// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the manifests of a network take from the leaks that join it with others: routes and routers alone open nothing while policies stand in the way.
package struct Neighborhood: Sendable, Equatable {
    /// A router of the cluster between two networks, which the network that offers something has among its manifests.
    package struct Connection: Sendable, Equatable {
        package let leak: LeakName
        package let reach: [Leak.Reach]
        package let subnets: [Prefix]
        /// The two networks, sorted.
        package let cudns: [InterfaceName]
    }

    /// Whose connections the network's pods take beside those of their own network; sorted.
    package private(set) var admitted: [Prefix] = []
    /// What the network's pods reach beside their own network; sorted.
    package private(set) var reached: [Prefix] = []
    /// By name of the leak.
    package private(set) var connections: [Connection] = []

    package init() {}

    /// The neighborhoods of all networks that leaks join.
    package static func all(in snapshot: PlanSnapshot) -> [NetworkKey: Neighborhood] {
        guard !snapshot.leaks.isEmpty else { return [:] }
        let joined = Set(snapshot.leaks.flatMap { [$0.source, $0.target] })
        var networks: [NetworkKey: Network] = [:]
        for tenant in snapshot.tenants {
            for network in tenant.networks where joined.contains(network.key) { networks[network.key] = network }
        }
        var all: [NetworkKey: Neighborhood] = [:]
        for leak in snapshot.leaks {
            guard let source = networks[leak.source], let target = networks[leak.target] else { continue }
            // Who is offered something comes to it; answers need no permission.
            all[source.key, default: Neighborhood()].admitted += leak.returned.isEmpty ? target.cidrs : leak.returned
            all[target.key, default: Neighborhood()].reached += leak.prefixes
            all[source.key, default: Neighborhood()].reached += leak.returned
            guard let connection = leak.connection else { continue }
            all[target.key, default: Neighborhood()].admitted += leak.prefixes
            all[source.key, default: Neighborhood()].connections.append(
                Connection(
                    leak: leak.name, reach: connection.reach, subnets: connection.subnets,
                    cudns: [source.cudn, target.cudn].compactMap(\.self).sorted()))
        }
        return all.mapValues { neighborhood in
            var neighborhood = neighborhood
            neighborhood.admitted = Set(neighborhood.admitted).sorted()
            neighborhood.reached = Set(neighborhood.reached).sorted()
            return neighborhood
        }
    }
}
