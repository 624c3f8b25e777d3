// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
package import TenancyCore

/// Which of the kernel's events can mean that it is no longer as it should be. Everybody's pods come and go all the time; few of their events concern us.
package struct KernelInterest: Sendable, Equatable {
    /// Our devices, their parents, and the VRFs we wait for or are attached to, whether they are there or not.
    private var names: Set<String> = []
    /// The devices of these names when the kernel was last read.
    private var devices: Set<UInt32> = []
    /// Other devices that were there. One that is in neither set is new, and is looked at.
    private var others: Set<UInt32> = []
    private var metrics: Set<UInt32> = []
    /// The networks that a device of that name belongs to, and the table whose routes it may take with it.
    private var networks: [String: NetworkKey] = [:]
    private var tableByDevice: [UInt32: UInt32] = [:]
    private var tableByNetwork: [NetworkKey: UInt32] = [:]

    /// Before the first application nothing concerns us: it reads everything anyway.
    package init() {}

    /// What concerns us of the desired state, as long as the devices are those of the observation.
    package init(_ desired: KernelState, _ observation: KernelObservation) {
        for network in desired.networks {
            names.insert(network.vrf.name.description)
            for name in [network.vrf.name.description] + network.devices.map(\.name) { networks[name] = network.key }
            if let parent = network.uplink?.parent { names.insert(parent.description) }
            metrics.formUnion(network.leaks.map(\.metric))
            var last: UInt32?
            for route in network.routes where route.metric != last {
                metrics.insert(route.metric)
                last = route.metric
            }
        }
        names.formUnion(networks.keys)
        let vrfs = Dictionary(
            observation.links.filter { $0.kind == "vrf" }.map { ($0.index, $0.table) }
        ) { first, _ in first }
        for link in observation.links {
            let table = vrfs[link.index] ?? link.master.flatMap { vrfs[$0] ?? nil }
            if names.contains(link.name) || DeviceRole.of(link) != nil || GivenInterface(link) != nil {
                devices.insert(link.index)
                tableByDevice[link.index] = table
                if let network = networks[link.name] { tableByNetwork[network] = table ?? tableByNetwork[network] }
            } else {
                others.insert(link.index)
            }
        }
    }

    /// The table in which the network's routes were.
    func table(of network: NetworkKey) -> UInt32? { tableByNetwork[network] }

    /// Whether the event can concern us.
    package func covers(_ event: NetworkEvent) -> Bool {
        var scope = RouteScope()
        return note(event, in: &scope)
    }

    /// Whether the event can concern us; `scope` gets the routes that may have gone with it.
    func note(_ event: NetworkEvent, in scope: inout RouteScope) -> Bool {
        guard !metrics.isEmpty || !devices.isEmpty else { return false }
        switch event {
        case .link(let index, let name, let kind):
            // Any VRF may take one of our tables; the management port is what tells OVN-Kubernetes' VRFs from others.
            guard
                devices.contains(index) || names.contains(name) || kind == "vrf" || DeviceRole.bearsName(name)
                    || name.hasPrefix(OVNKubernetes.managementPort) || name == "lo"
            else { return false }
            // The IPv6 reject routes of all tables are on it (S32).
            if name == "lo" { scope.isAll = true }
            if let network = networks[name] { scope.networks.insert(network) }
            note(device: index, in: &scope)
            return true
        case .address(let device):
            guard !others.contains(device) else { return false }
            note(device: device, in: &scope)
            return true
        case .route(let route, let isGone, let concernsOther):
            // Somebody's route with a key of ours took our route's place, or it was in the way and is gone.
            guard
                route.protocolID == RouteProtocol.tenancy
                    || (isGone || concernsOther) && metrics.contains(route.metric)
            else { return false }
            scope.tables.insert(route.table)
            return true
        case .rule, .nextHop: return true
        }
    }

    /// The table that the device was in before, which it may have left, and the one that it will be found in.
    private func note(device: UInt32, in scope: inout RouteScope) {
        if let table = tableByDevice[device] { scope.tables.insert(table) }
        scope.devices.insert(device)
    }
}
