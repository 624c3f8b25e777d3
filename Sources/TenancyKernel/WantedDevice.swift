// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

/// A device that a network needs: one that we make, or an interface that we are given.
struct WantedDevice: Equatable {
    /// What is fixed when the device is created.
    enum Kind: Equatable {
        case vrf(table: UInt32)
        case bridge
        case uplink(parent: String, vlan: UInt16)
        /// Not ours to make.
        case interface
    }

    let name: String
    let kind: Kind
    let addresses: [InternetPrefix]
    /// The MTU in bytes; nil when it is not ours to set.
    var mtu: UInt32?

    var role: DeviceRole {
        switch kind {
        case .vrf: .vrf
        case .bridge: .bridge
        case .uplink, .interface: .uplink
        }
    }
}

extension KernelNetwork {
    /// The devices of ours, the VRF first. OVN-Kubernetes' VRF is none.
    var devices: [WantedDevice] {
        var devices: [WantedDevice] = []
        if case .own(let name, let table) = vrf {
            devices.append(WantedDevice(name: "\(name)", kind: .vrf(table: UInt32(table)), addresses: []))
        }
        if let bridge {
            devices.append(
                WantedDevice(
                    name: "\(bridge.name)", kind: .bridge, addresses: bridge.addresses.map(InternetPrefix.init)))
        }
        if let uplink {
            let kind: WantedDevice.Kind =
                switch uplink.kind {
                case .vlan(let id, let parent): .uplink(parent: "\(parent)", vlan: UInt16(id))
                case .interface: .interface
                }
            devices.append(
                WantedDevice(
                    name: "\(uplink.name)", kind: kind, addresses: uplink.addresses.map(InternetPrefix.init),
                    mtu: uplink.mtu.map(UInt32.init)))
        }
        return devices
    }
}
