// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import TenancyKernel

/// Networks as the plan derives them, small enough to be read.
enum Sample {
    /// A `host-vrf` network with IPv4 and IPv6.
    static func own(
        _ key: String = "acme", table: Int = 300, vlan: Int = 1100, parent: String = "eno1",
        gateway: String = "10.99.0.0",
        address: String = "10.99.0.1", bridge: String = "10.20.0.1", mtu: Int? = nil
    ) throws -> KernelNetwork {
        let key = try NetworkKey(key)
        return KernelNetwork(
            key: key, vrf: .own(name: key.vrf, table: table),
            bridge: .init(
                name: key.bridge,
                addresses: [
                    .init(address: try IPAddress(parsing: bridge), length: 16),
                    .init(address: try IPAddress(parsing: "fd20::1"), length: 64),
                ]),
            uplink: try uplink(key, vlan, parent, address, mtu),
            routes: try routes(key, gateway) + [
                route("0.0.0.0/0", .unreachable, KernelNetwork.rejectMetric),
                route("::/0", .unreachable, KernelNetwork.rejectMetric),
            ])
    }

    /// The same network with ways into others' VRFs.
    static func leaking(
        _ network: KernelNetwork, _ ways: (to: String, owner: KernelNetwork)...
    ) throws -> KernelNetwork {
        let leaks = try ways.map { way in
            KernelNetwork.LeakRoute(
                leak: try LeakName("shared"), destination: try Prefix(parsing: way.to), owner: way.owner.key,
                ownerVRF: way.owner.vrf.name, metric: KernelNetwork.routeMetric)
        }
        return KernelNetwork(
            key: network.key, vrf: network.vrf, bridge: network.bridge, uplink: network.uplink, routes: network.routes,
            leaks: leaks)
    }

    /// A `vrf-lite` network, attached to OVN-Kubernetes' VRF.
    static func attached(_ key: String = "acme", vrf: String = "acme-g1") throws -> KernelNetwork {
        let key = try NetworkKey(key)
        return KernelNetwork(
            key: key, vrf: .attached(name: try InterfaceName(vrf)), bridge: nil,
            uplink: try uplink(key, 1100, "eno1", "10.99.0.1"), routes: try routes(key, "10.99.0.0"))
    }

    /// The same network with an interface of its own as uplink.
    static func given(_ name: String, to network: KernelNetwork, mtu: Int? = nil) throws -> KernelNetwork {
        let device = try InterfaceName(name)
        return KernelNetwork(
            key: network.key, vrf: network.vrf, bridge: network.bridge,
            uplink: .init(interface: device, addresses: network.uplink?.addresses ?? [], mtu: mtu),
            routes: network.routes.map { route in
                guard case .gateway(let gateway, _) = route.target else { return route }
                return .init(
                    destination: route.destination, target: .gateway(gateway, device: device), metric: route.metric)
            })
    }

    private static func uplink(
        _ key: NetworkKey, _ vlan: Int, _ parent: String, _ address: String, _ mtu: Int? = nil
    ) throws -> KernelNetwork.Uplink {
        .init(
            name: key.uplink, parent: try InterfaceName(parent), vlan: vlan,
            addresses: [
                .init(address: try IPAddress(parsing: address), length: 31),
                .init(address: try IPAddress(parsing: "fd99::1"), length: 127),
            ], mtu: mtu)
    }

    private static func routes(_ key: NetworkKey, _ gateway: String) throws -> [KernelNetwork.Route] {
        [
            try route("0.0.0.0/0", .gateway(IPAddress(parsing: gateway), device: key.uplink)),
            try route("::/0", .gateway(IPAddress(parsing: "fd99::"), device: key.uplink)),
        ]
    }

    private static func route(
        _ destination: String, _ target: KernelNetwork.Route.Target, _ metric: UInt32 = KernelNetwork.routeMetric
    ) throws -> KernelNetwork.Route {
        .init(destination: try Prefix(parsing: destination), target: target, metric: metric)
    }

    /// A machine with one physical interface.
    static func machine(ipv6: Bool = true) -> ModelKernel {
        var kernel = ModelKernel(ipv6: ipv6)
        kernel.add("eno1")
        return kernel
    }
}

extension KernelEngine where Kernel == ModelKernel {
    mutating func apply(_ networks: KernelNetwork...) -> KernelReport {
        apply(KernelState(revision: 7, networks: networks))
    }
}
