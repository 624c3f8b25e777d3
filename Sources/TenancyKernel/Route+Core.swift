// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

extension InternetPrefix {
    init(_ address: TenancyCore.InterfaceAddress) {
        self.init(InternetAddress(bits: address.address.bits), length: UInt8(address.length))
    }

    init(_ prefix: Prefix) {
        self.init(InternetAddress(bits: prefix.first.bits), length: UInt8(prefix.length))
    }
}

extension Route {
    /// What the kernel tells routes apart by: it holds one of each (S22, S30).
    struct Key: Hashable {
        let table: UInt32
        let destination: InternetPrefix
        let metric: UInt32

        /// In three words instead of five: a look at a full table is made of this.
        func hash(into hasher: inout Hasher) {
            let bits = destination.address.bits
            hasher.combine(UInt64(truncatingIfNeeded: bits))
            hasher.combine(UInt64(truncatingIfNeeded: bits >> 64))
            hasher.combine(UInt64(metric) << 40 | UInt64(table) << 8 | UInt64(destination.length))
        }
    }

    var key: Key { Key(table: table, destination: destination, metric: metric) }

    /// Whether both are the same route. The kernel reports a device for IPv6 reject routes whatever was sent (S32).
    func isSame(as other: Route) -> Bool {
        key == other.key && kind == other.kind && !hasOtherNextHops && gateway == other.gateway
            && (kind != .unicast || device == other.device)
    }
}

extension KernelNetwork.Route {
    /// The route in the kernel's terms as it will be reported, and the name of its device.
    func inTable(_ table: UInt32, index: (String) -> UInt32?) -> (route: Route, device: String?) {
        var route = Route(
            destination: InternetPrefix(destination), table: table, metric: metric, protocolID: RouteProtocol.tenancy)
        // IPv6 has no metric 0: the kernel stores 1024 (S30).
        if destination.family == .ipv6, metric == 0 { route.metric = 1024 }
        switch target {
        case .unreachable:
            route.kind = .unreachable
            return (route, nil)
        case .gateway(let address, let device):
            route.gateway = InternetAddress(bits: address.bits)
            let device = device.description
            route.device = index(device)
            return (route, device)
        }
    }
}

extension KernelNetwork.LeakRoute {
    /// The route in the kernel's terms: the lookup goes on in the table of the owner's VRF.
    func inTable(_ table: UInt32, index: (String) -> UInt32?) -> (route: Route, device: String?) {
        let device = ownerVRF.description
        let route = Route(
            destination: InternetPrefix(destination), table: table, device: index(device), metric: metric,
            protocolID: RouteProtocol.tenancy)
        return (route, device)
    }
}
