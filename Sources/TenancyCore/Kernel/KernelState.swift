// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the kernel has to hold for all networks at one revision: a value, derived from the plan alone.
package struct KernelState: Sendable, Equatable {
    package let revision: Int64
    /// Sorted by key.
    package let networks: [KernelNetwork]

    package init(revision: Int64, networks: [KernelNetwork]) {
        self.revision = revision
        self.networks = networks.sorted { $0.key < $1.key }
    }

    /// The state that a plan asks for.
    ///
    /// - Parameter uplinkMTU: Of all uplinks of the node; nil: left as it is.
    package init(_ snapshot: PlanSnapshot, uplinkMTU: Int? = nil) {
        let leaks = KernelNetwork.leakRoutes(of: snapshot)
        self.init(
            revision: snapshot.revision,
            networks: snapshot.networks.compactMap {
                KernelNetwork($0, leaks: leaks[$0.key] ?? [], uplinkMTU: uplinkMTU)
            })
    }
}

extension KernelNetwork {
    /// The metric of our routes. Never 0: OVN-Kubernetes' own default in a CUDN's table has it, and its route manager replaces what shares the key.
    package static let routeMetric: UInt32 = 200
    /// The metric of the rejects, the lowest preference that the kernel's own selftests and OVN-Kubernetes use.
    package static let rejectMetric: UInt32 = 4_278_198_272

    /// What a network needs of the kernel; `nil` when it has no VRF.
    package init?(_ network: Network, leaks: [LeakRoute] = [], uplinkMTU: Int? = nil) {
        let vrf: VRF
        switch network.spec.connectivity {
        case .egressIP, .evpn: return nil
        case .vrfLite: vrf = .attached(name: network.key.cudn(generation: network.spec.generation))
        case .hostVRF:
            guard let table = network.table else { return nil }
            vrf = .own(name: network.key.vrf, table: table)
        }
        var uplink: Uplink?
        var routes: [Route] = []
        if let device = network.uplink {
            let addresses = network.links.map { InterfaceAddress(address: $0.address, length: $0.subnet.length) }
            let mtu = network.spec.mtu ?? uplinkMTU
            if let parent = network.spec.uplinkParent, let vlan = network.vlan {
                uplink = Uplink(name: device, parent: parent, vlan: vlan, addresses: addresses, mtu: mtu)
            } else {
                uplink = Uplink(interface: device, addresses: addresses, mtu: mtu)
            }
            routes += network.links.compactMap { link in
                Self.route(defaultOf: link.gateway.family, .gateway(link.gateway, device: device), Self.routeMetric)
            }
        }
        var bridge: Bridge?
        if case .own = vrf {
            let addresses = zip(network.tenantGateways, network.cidrs).map {
                InterfaceAddress(address: $0, length: $1.length)
            }
            bridge = Bridge(name: network.key.bridge, addresses: addresses)
            routes += AddressFamily.allCases.compactMap { Self.route(defaultOf: $0, .unreachable, Self.rejectMetric) }
            // While the bridge is down, the default route would send the tenant's own addresses to the provider, who sends them back.
            routes += network.cidrs.map { Route(destination: $0, target: .unreachable, metric: Self.rejectMetric) }
        }
        self.init(key: network.key, vrf: vrf, bridge: bridge, uplink: uplink, routes: routes, leaks: leaks)
    }

    private static func route(defaultOf family: AddressFamily, _ target: Route.Target, _ metric: UInt32) -> Route? {
        let any = family == .ipv4 ? IPAddress(ipv4: 0) : IPAddress(bits: 0)
        return Prefix(holding: any, length: 0).map { Route(destination: $0, target: target, metric: metric) }
    }
}
