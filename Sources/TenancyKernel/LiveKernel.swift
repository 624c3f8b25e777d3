// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// The running kernel, in the network namespace of the thread that made this value.
package struct LiveKernel: RunningKernel, ~Copyable {
    private var socket: NetlinkSocket
    private var indexes = DeviceIndexes()
    /// The families that this kernel has.
    private var families: [InternetFamily] = []
    /// Whether devices keep their addresses, as it was read. A device that was made again has another index.
    private var keepers: [String: (index: UInt32, keeps: Bool?)] = [:]
    /// So many tables are read one by one; more are read at once, with those that nobody asked for.
    private static let tableLimit = 256

    package init() throws(NetlinkError) {
        socket = try NetlinkSocket()
    }

    /// The port that the kernel's echoes of our writes carry.
    package var port: UInt32 { socket.port }

    package mutating func observe(isWhole: Bool) throws(NetlinkError) -> KernelObservation {
        var observation = KernelObservation()
        for family in InternetFamily.allCases { observation.rules[family] = try rules(family) }
        families = InternetFamily.allCases.filter { observation.rules[$0] != nil }
        observation.links = try socket.links()
        observation.addresses = try socket.addresses()
        indexes = DeviceIndexes(observation.links)
        if isWhole { keepers = [:] }
        var read: [String: (index: UInt32, keeps: Bool?)] = [:]
        for link in observation.links where DeviceRole.of(link) != nil {
            let known = keepers[link.name].flatMap { $0.index == link.index ? $0 : nil }
            let keeper = known ?? (link.index, DeviceSetting.keepsAddresses(link.name))
            read[link.name] = keeper
            observation.keepsAddresses[link.name] = keeper.keeps
        }
        keepers = read
        observation.keepsAddresses["default"] = DeviceSetting.keepsAddresses("default")
        return observation
    }

    package mutating func routes(
        of protocolID: UInt8, in tables: Set<UInt32>?
    ) throws(NetlinkError) -> [UInt32: [Route]] {
        var routes: [UInt32: [Route]] = [:]
        for family in families {
            guard let tables, tables.count <= Self.tableLimit else {
                for route in try socket.routes(family, protocolID: protocolID)
                where tables?.contains(route.table) ?? true {
                    routes[route.table, default: []].append(route)
                }
                continue
            }
            for table in tables {
                let found = try socket.routes(family, table: table, protocolID: protocolID)
                // Not copied: there may be a million.
                if routes[table] == nil { routes[table] = found.isEmpty ? nil : found } else { routes[table]? += found }
            }
        }
        return routes
    }

    package mutating func defaultDevices() throws(NetlinkError) -> Set<UInt32> {
        var devices: Set<UInt32> = []
        for family in families {
            for route in try socket.routes(family, table: 254) where route.destination.length == 0 {
                if let device = route.device { devices.insert(device) }
            }
        }
        return devices
    }

    /// The rules, or nil when the kernel does not have the family.
    private mutating func rules(_ family: InternetFamily) throws(NetlinkError) -> [Rule]? {
        do {
            return try socket.rules(family)
        } catch  where error.isUnsupported {
            return nil
        }
    }

    package mutating func perform(_ operations: OperationList) throws(NetlinkError) -> [Int: NetlinkError] {
        var refusals: [Int: NetlinkError] = [:]
        var indexes = indexes
        var kept: [String] = []
        let answers = try socket.perform(operations.count) { position, buffer, sequence in
            do throws(NetlinkError) {
                if let (planned, device, isRemoval) = operations.route(at: position) {
                    var route = planned
                    route.device = if let device { try indexes.index(of: device) } else { nil }
                    return route.encode(isRemoval: isRemoval, into: &buffer, sequence: sequence)
                }
                let action = operations[position].action
                if case .keepAddresses(let device) = action {
                    try DeviceSetting.keepAddresses(device)
                    kept.append(device)
                }
                let request = try action.request { name throws(NetlinkError) in try indexes.index(of: name) }
                request?.encode(into: &buffer, sequence: sequence)
            } catch {
                refusals[position] = error
            }
        } text: { position in
            "\(operations[position])"
        }
        for device in kept { keepers[device]?.keeps = true }
        // Thousands of routes make no link.
        for position in operations.indices where !operations[position].stage.isOfRoutes {
            guard let name = operations[position].action.newLink else { continue }
            self.indexes.note(name, try socket.link(named: name)?.index)
        }
        return refusals.merging(answers) { first, _ in first }
    }

    package mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String? {
        let routes = try socket.routes(route.destination.family, table: route.table)
        guard let other = routes.first(where: { $0.key == route.key }) else { return nil }
        return other.text(device: other.device.flatMap(indexes.name))
    }

    package mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] {
        try socket.lookUp(lookups)
    }
}
