// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one network needs of the kernel.
package struct KernelNetwork: Sendable, Equatable {
    /// The VRF that the network's devices belong to.
    package enum VRF: Sendable, Equatable {
        /// Ours: made with this table and removed by us.
        case own(name: InterfaceName, table: Int)
        /// OVN-Kubernetes': waited for, its table read from the kernel, never made, changed or removed.
        case attached(name: InterfaceName)

        package var name: InterfaceName {
            switch self {
            case .own(let name, _), .attached(let name): name
            }
        }

        /// Whether it is ours.
        package var isOwn: Bool {
            if case .own = self { true } else { false }
        }
    }

    /// A bridge in the VRF with the tenant's gateway addresses.
    package struct Bridge: Sendable, Equatable {
        package let name: InterfaceName
        package let addresses: [InterfaceAddress]

        package init(name: InterfaceName, addresses: [InterfaceAddress]) {
            self.name = name
            self.addresses = addresses
        }
    }

    /// The device towards the provider.
    package struct Uplink: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// Ours: a VLAN on a parent interface.
            case vlan(Int, parent: InterfaceName)
            /// An interface of the node that is given to the network, and given back as it was; never made or removed.
            case interface
        }

        package let name: InterfaceName
        package let kind: Kind
        package let addresses: [InterfaceAddress]
        /// The largest packet in bytes, of a VLAN at most the parent's; nil: whatever it has, which is the parent's when it is made.
        package let mtu: Int?

        package init(
            name: InterfaceName, parent: InterfaceName, vlan: Int, addresses: [InterfaceAddress], mtu: Int? = nil
        ) {
            self.init(name: name, .vlan(vlan, parent: parent), addresses: addresses, mtu: mtu)
        }

        package init(interface name: InterfaceName, addresses: [InterfaceAddress], mtu: Int? = nil) {
            self.init(name: name, .interface, addresses: addresses, mtu: mtu)
        }

        private init(name: InterfaceName, _ kind: Kind, addresses: [InterfaceAddress], mtu: Int?) {
            self.name = name
            self.kind = kind
            self.addresses = addresses
            self.mtu = mtu
        }

        /// The interface below a VLAN.
        package var parent: InterfaceName? {
            if case .vlan(_, let parent) = kind { parent } else { nil }
        }
    }

    /// A route in the VRF's table.
    package struct Route: Sendable, Equatable, Hashable {
        package enum Target: Sendable, Equatable, Hashable {
            case gateway(IPAddress, device: InterfaceName)
            case unreachable
        }
        package let destination: Prefix
        package let target: Target
        package let metric: UInt32

        package init(destination: Prefix, target: Target, metric: UInt32) {
            self.destination = destination
            self.target = target
            self.metric = metric
        }
    }

    /// A route of a leak in the VRF's table, in the form `DESTINATION dev OWNER`: the lookup goes on in the owner's table, whose own routes
    /// and rejects decide. It can stand only while both VRFs do, and is gone with either.
    package struct LeakRoute: Sendable, Equatable, Hashable {
        package let leak: LeakName
        /// A part of the owner's CIDRs; never a default route.
        package let destination: Prefix
        /// The network that has the destination.
        package let owner: NetworkKey
        /// The owner's VRF device.
        package let ownerVRF: InterfaceName
        package let metric: UInt32

        package init(
            leak: LeakName, destination: Prefix, owner: NetworkKey, ownerVRF: InterfaceName, metric: UInt32
        ) {
            self.leak = leak
            self.destination = destination
            self.owner = owner
            self.ownerVRF = ownerVRF
            self.metric = metric
        }
    }

    package let key: NetworkKey
    package let vrf: VRF
    package let bridge: Bridge?
    package let uplink: Uplink?
    package let routes: [Route]
    /// What the network may reach in others' VRFs, by leak and destination; one destination stands once.
    package let leaks: [LeakRoute]

    package init(
        key: NetworkKey, vrf: VRF, bridge: Bridge?, uplink: Uplink?, routes: [Route], leaks: [LeakRoute] = []
    ) {
        self.key = key
        self.vrf = vrf
        self.bridge = bridge
        self.uplink = uplink
        self.routes = routes
        self.leaks = leaks
    }
}
