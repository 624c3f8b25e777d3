// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// One write to the kernel, with devices by name, because many do not exist yet when it is planned. Prints as the command that would do the same.
package enum KernelAction: Sendable, Equatable {
    /// Makes a VRF, down.
    case addVRF(String, table: UInt32)
    /// Makes a bridge, down, inside of the VRF from the first moment.
    case addBridge(String, vrf: String)
    /// Makes a VLAN, down, inside of the VRF from the first moment.
    case addVLAN(String, parent: String, id: UInt16, vrf: String)
    case setAlias(String, String)
    case addAlternativeName(String, String)
    case deleteAlternativeName(String, String)
    /// In bytes.
    case setMTU(String, UInt32)
    case setMaster(String, vrf: String)
    /// Takes a device out of its VRF.
    case release(String)
    case setUp(String)
    case setDown(String)
    case deleteLink(String)
    /// Keeps IPv6 addresses of the device when it goes down.
    case keepAddresses(String)
    case addAddress(InternetPrefix, device: String)
    case deleteAddress(InternetPrefix, device: String)
    /// The route's own device index is not used: the device is the one of this name.
    case addRoute(Route, device: String?)
    case deleteRoute(Route, device: String?)
    case addRule(Rule)
    case deleteRule(Rule)
}

extension KernelAction: CustomStringConvertible {
    package var description: String {
        let group = DeviceRole.group
        return switch self {
        case .addVRF(let name, let table): "ip link add name \(name) group \(group) type vrf table \(table)"
        case .addBridge(let name, let vrf): "ip link add name \(name) group \(group) master \(vrf) type bridge"
        case .addVLAN(let name, let parent, let id, let vrf):
            "ip link add link \(parent) name \(name) group \(group) master \(vrf) type vlan id \(id)"
        case .setAlias(let name, let alias): "ip link set \(name) alias \(alias)"
        case .addAlternativeName(let name, let other): "ip link property add dev \(name) altname \(other)"
        case .deleteAlternativeName(let name, let other): "ip link property del dev \(name) altname \(other)"
        case .setMTU(let name, let mtu): "ip link set \(name) mtu \(mtu)"
        case .setMaster(let name, let vrf): "ip link set \(name) master \(vrf)"
        case .release(let name): "ip link set \(name) nomaster"
        case .setUp(let name): "ip link set \(name) up"
        case .setDown(let name): "ip link set \(name) down"
        case .deleteLink(let name): "ip link delete \(name)"
        case .keepAddresses(let name): "sysctl -w net.ipv6.conf.\(name).keep_addr_on_down=1"
        case .addAddress(let prefix, let device):
            "ip address add \(Self.address(prefix, device: 0).text(device: device))"
        case .deleteAddress(let prefix, let device): "ip address delete \(prefix) dev \(device)"
        case .addRoute(let route, let device):
            "ip\(route.destination.family.option) route add \(route.text(device: device))"
        case .deleteRoute(let route, let device):
            "ip\(route.destination.family.option) route delete \(route.text(device: device))"
        case .addRule(let rule): "ip\(rule.family.option) rule add \(rule)"
        case .deleteRule(let rule): "ip\(rule.family.option) rule delete \(rule)"
        }
    }
}

extension KernelAction {
    /// An address on a device: ours, or the kernel's own link-local one, which stays its own. IPv6 goes without duplicate address detection: its connected route
    /// then exists at once.
    static func address(_ prefix: InternetPrefix, device: UInt32) -> AssignedAddress {
        AssignedAddress(
            device: device, prefix: prefix,
            protocolID: prefix.address.isLinkLocal ? RouteProtocol.kernelLinkLocal : RouteProtocol.tenancy,
            skipsDetection: prefix.family == .ipv6)
    }

    /// The message for the kernel, or nil for what is no message (`keepAddresses`).
    ///
    /// - Parameter index: The index of a device; throws when there is none of that name.
    func request(_ index: (String) throws(NetlinkError) -> UInt32) throws(NetlinkError) -> Request? {
        switch self {
        case .addVRF(let name, let table):
            return .addLink(NewLink(name: name, kind: .vrf(table: table), group: DeviceRole.group))
        case .addBridge(let name, let vrf):
            return .addLink(NewLink(name: name, kind: .bridge, group: DeviceRole.group, master: try index(vrf)))
        case .addVLAN(let name, let parent, let id, let vrf):
            return .addLink(
                NewLink(
                    name: name, kind: .vlan(parent: try index(parent), id: id), group: DeviceRole.group,
                    master: try index(vrf)))
        case .setAlias(let name, let alias): return .setLink(index: try index(name), .alias(alias))
        case .addAlternativeName(let name, let other):
            return .setLink(index: try index(name), .addAlternativeName(other))
        case .deleteAlternativeName(let name, let other):
            return .setLink(index: try index(name), .deleteAlternativeName(other))
        case .setMTU(let name, let mtu): return .setLink(index: try index(name), .mtu(mtu))
        case .setMaster(let name, let vrf): return .setLink(index: try index(name), .master(try index(vrf)))
        case .release(let name): return .setLink(index: try index(name), .master(0))
        case .setUp(let name): return .setLink(index: try index(name), .up)
        case .setDown(let name): return .setLink(index: try index(name), .down)
        case .deleteLink(let name): return .deleteLink(index: try index(name))
        case .keepAddresses: return nil
        case .addAddress(let prefix, let device):
            return .addAddress(Self.address(prefix, device: try index(device)))
        case .deleteAddress(let prefix, let device):
            return .deleteAddress(Self.address(prefix, device: try index(device)))
        case .addRoute(var route, let device):
            route.device = if let device { try index(device) } else { nil }
            return .addRoute(route)
        case .deleteRoute(var route, let device):
            route.device = if let device { try index(device) } else { nil }
            return .deleteRoute(route)
        case .addRule(let rule): return .addRule(rule)
        case .deleteRule(let rule): return .deleteRule(rule)
        }
    }

    /// The name of the link that this makes.
    var newLink: String? {
        switch self {
        case .addVRF(let name, _), .addBridge(let name, _), .addVLAN(let name, _, _, _): name
        default: nil
        }
    }

    /// Whether the action takes something away; that it is gone already is then success.
    var isRemoval: Bool {
        switch self {
        case .deleteLink, .release, .deleteAlternativeName, .deleteAddress, .deleteRoute, .deleteRule: true
        default: false
        }
    }

    /// Whether another's doing the same is as good: such an object has no owner of its own.
    var isShared: Bool {
        switch self {
        case .addAddress, .addRule: true
        default: false
        }
    }
}
