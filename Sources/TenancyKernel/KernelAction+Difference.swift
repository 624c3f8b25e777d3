// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink

extension KernelAction {
    /// What is not as it should be when this has to be done.
    var difference: String {
        switch self {
        case .addVRF(let name, let table): "VRF \(name) with table \(table) is missing"
        case .addBridge(let name, _): "bridge \(name) is missing"
        case .addVLAN(let name, _, let id, _): "uplink \(name) with VLAN \(id) is missing"
        case .setAlias(let name, _): "\(name) does not have our alias"
        case .addAlternativeName(let name, let other): "\(name) does not have our mark \(other)"
        case .deleteAlternativeName(let name, let other): "\(name) has our mark \(other), and is not in the plan"
        case .setMTU(let name, let mtu): "\(name) does not have MTU \(mtu)"
        case .setMaster(let name, let vrf): "\(name) is not inside of VRF \(vrf)"
        case .release(let name): "\(name) is inside of a VRF, and not in the plan as it is"
        case .setUp(let name): "\(name) is down"
        case .setDown(let name): "\(name) is up outside of its VRF"
        case .deleteLink(let name): "\(name) is ours, and not in the plan as it is"
        case .keepAddresses(let name): "\(name) loses its IPv6 addresses when it goes down"
        case .addAddress(let prefix, let device): "\(device) does not have address \(prefix)"
        case .deleteAddress(let prefix, let device):
            "\(device) has address \(prefix), which is ours and not in the plan"
        case .addRoute(let route, let device): "route \(route.text(device: device)) is missing"
        case .deleteRoute(let route, let device): "route \(route.text(device: device)) is ours and not in the plan"
        case .addRule(let rule): "rule \(rule) is missing"
        case .deleteRule(let rule): "rule \(rule) is there"
        }
    }
}
