// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

/// A device that a network needs us to make.
struct WantedDevice: Equatable {
    /// What is fixed when the device is created.
    enum Kind: Equatable {
        case vrf(table: UInt32)
        case bridge
        case uplink(parent: String, vlan: UInt16)
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
        case .uplink: .uplink
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
            devices.append(
                WantedDevice(
                    name: "\(uplink.name)", kind: .uplink(parent: "\(uplink.parent)", vlan: UInt16(uplink.vlan)),
                    addresses: uplink.addresses.map(InternetPrefix.init), mtu: uplink.mtu.map(UInt32.init)))
        }
        return devices
    }
}
