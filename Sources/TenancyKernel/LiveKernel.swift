// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// The running kernel, in the network namespace of the thread that made this value.
package struct LiveKernel: KernelAccess, ~Copyable {
    private var socket: NetlinkSocket
    private var indexes: [String: UInt32] = [:]

    package init() throws(NetlinkError) {
        socket = try NetlinkSocket()
    }

    /// The port that the kernel's echoes of our writes carry.
    package var port: UInt32 { socket.port }

    package mutating func observe() throws(NetlinkError) -> KernelObservation {
        var observation = KernelObservation()
        for family in InternetFamily.allCases {
            guard let rules = try rules(family) else { continue }
            observation.rules[family] = rules
            observation.routes += try socket.routes(family, protocolID: RouteProtocol.tenancy)
        }
        observation.links = try socket.links()
        observation.addresses = try socket.addresses()
        indexes = Dictionary(observation.links.map { ($0.name, $0.index) }) { first, _ in first }
        let devices = observation.links.filter { DeviceRole.of($0) != nil }.map(\.name)
        for device in devices + ["default"] {
            observation.keepsAddresses[device] = DeviceSetting.keepsAddresses(device)
        }
        return observation
    }

    /// The rules, or nil when the kernel does not have the family.
    private mutating func rules(_ family: InternetFamily) throws(NetlinkError) -> [Rule]? {
        do {
            return try socket.rules(family)
        } catch  where error.isUnsupported {
            return nil
        }
    }

    package mutating func perform(_ actions: [KernelAction]) throws(NetlinkError) -> [Int: NetlinkError] {
        var failures: [Int: NetlinkError] = [:]
        var requests: [Request] = []
        var positions: [Int] = []
        let known = indexes
        for (position, action) in actions.enumerated() {
            do throws(NetlinkError) {
                guard let request = try action.request(known) else {
                    if case .keepAddresses(let device) = action { try DeviceSetting.keepAddresses(device) }
                    continue
                }
                requests.append(request)
                positions.append(position)
            } catch {
                failures[position] = error
            }
        }
        for (number, error) in try socket.perform(requests) { failures[positions[number]] = error }
        for case .addLink(let link) in requests {
            indexes[link.name] = try socket.link(named: link.name)?.index
        }
        return failures
    }

    package mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String? {
        let routes = try socket.routes(route.destination.family, table: route.table)
        guard let other = routes.first(where: { $0.key == route.key }) else { return nil }
        return other.text(device: other.device.flatMap { index in indexes.first { $0.value == index }?.key })
    }

    package mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] {
        try socket.lookUp(lookups)
    }
}
