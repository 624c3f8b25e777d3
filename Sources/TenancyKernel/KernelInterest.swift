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

    /// Before the first application nothing concerns us: it reads everything anyway.
    package init() {}

    /// What concerns us of the desired state, as long as the devices are those of the observation.
    package init(_ desired: KernelState, _ observation: KernelObservation) {
        for network in desired.networks {
            names.insert(network.vrf.name.description)
            names.formUnion(network.devices.map(\.name))
            if let uplink = network.uplink { names.insert(uplink.parent.description) }
            metrics.formUnion(network.routes.map(\.metric))
        }
        for link in observation.links {
            if names.contains(link.name) || DeviceRole.of(link) != nil {
                devices.insert(link.index)
            } else {
                others.insert(link.index)
            }
        }
    }

    /// Whether the event can concern us.
    package func covers(_ event: NetworkEvent) -> Bool {
        guard !metrics.isEmpty || !devices.isEmpty else { return false }
        switch event {
        case .link(let index, let name, let kind):
            // Any VRF may take one of our tables; the management port is what tells OVN-Kubernetes' VRFs from others.
            return devices.contains(index) || names.contains(name) || kind == "vrf" || DeviceRole.bearsName(name)
                || name.hasPrefix(OVNKubernetes.managementPort) || name == "lo"
        case .address(let device): return !others.contains(device)
        case .route(let route, let isGone, let concernsOther):
            if route.protocolID == RouteProtocol.tenancy { return true }
            // Somebody's route with a key of ours: it took our route's place, or it was in the way and is gone.
            return (isGone || concernsOther) && metrics.contains(route.metric)
        case .rule, .nextHop: return true
        }
    }
}
