// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension KernelNetwork {
    /// The routes of a plan's leaks by the network whose table they stand in.
    static func leakRoutes(of snapshot: PlanSnapshot) -> [NetworkKey: [LeakRoute]] {
        guard !snapshot.leaks.isEmpty else { return [:] }
        let devices = Dictionary(
            snapshot.networks.compactMap { network in network.vrf.map { (network.key, $0) } },
            uniquingKeysWith: { first, _ in first })
        var routes: [NetworkKey: [LeakRoute]] = [:]
        for leak in snapshot.leaks where leak.connection == nil {
            for way in leak.ways {
                guard let device = devices[way.owner] else { continue }
                routes[way.reader, default: []] += way.prefixes.map {
                    LeakRoute(
                        leak: leak.name, destination: $0, owner: way.owner, ownerVRF: device, metric: routeMetric)
                }
            }
        }
        return routes
    }
}
