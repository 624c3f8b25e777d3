// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

extension KernelPlanner {
    /// Compares the routes of a network with those of its table, when that was read.
    mutating func planRoutes(of network: KernelNetwork, _ table: UInt32) {
        guard observation.covers(table) else { return }
        let present = observation.routes[table] ?? []
        let leaks = standing(network.leaks, of: network.key)
        let count = network.routes.count + leaks.count
        var devices = DeviceMemory()
        func wanted(_ position: Int) -> (route: Route, device: String?) {
            let index = { (name: String) in devices.index(of: name) { kept($0)?.index } }
            guard position < network.routes.count else {
                return leaks[position - network.routes.count].inTable(table, index: index)
            }
            return network.routes[position].inTable(table, index: index)
        }
        // Without a route in the table, as after a start, nothing has to be looked for.
        var isPresent: [Bool] = []
        if present.isEmpty {
            expectRoutes(network.routes.count, in: .addRoutes)
        } else {
            isPresent = [Bool](repeating: false, count: count)
            var positions = [Route.Key: Int](minimumCapacity: count)
            for position in 0..<count { positions[wanted(position).route.key] = position }
            expectRoutes(present.count - count, in: .removeStaleRoutes)
            var outgoing = OutgoingDevice()
            for route in present {
                let device = outgoing.device(of: route, in: self)
                // Goes with its device.
                if device.isLeaving { continue }
                let position = positions.isEmpty ? nil : positions[route.key]
                let successor = position.map { (position: $0, route: wanted($0).route) }
                if let successor, route.isSame(as: successor.route) {
                    isPresent[successor.position] = true
                } else {
                    remove(route, on: device, for: successor?.route, of: network.key)
                }
            }
        }
        for position in 0..<count where isPresent.isEmpty || !isPresent[position] {
            let (route, device) = wanted(position)
            // A kernel without IPv6 needs no IPv6 reject route.
            if route.kind == .unreachable, observation.rules[route.destination.family] == nil { continue }
            let stage: KernelOperation.Stage =
                position >= network.routes.count
                ? .addLeaks : route.kind == .unreachable ? .rejectByDefault : .addRoutes
            writeRoute(stage, network.key, route, device: device, isRemoval: false)
        }
    }

    /// The leaks whose owner's VRF stands, or will when their turn comes. Of the others the first is reported.
    private mutating func standing(
        _ leaks: [KernelNetwork.LeakRoute], of network: NetworkKey
    ) -> [KernelNetwork.LeakRoute] {
        if let waiting = leaks.first(where: { tables[$0.owner] == nil }) {
            fail(
                network,
                Obstacle(
                    message: "leak \(waiting.leak) waits for VRF \(waiting.ownerVRF) of \(waiting.owner)",
                    hint: "tenancyctl drift"))
        }
        return leaks.filter { tables[$0.owner] != nil }
    }

    private mutating func remove(
        _ route: Route, on device: OutgoingDevice.Device, for successor: Route?, of network: NetworkKey?
    ) {
        // The kernel holds one route per key, so a predecessor goes first; the reject default covers the gap.
        let stage: KernelOperation.Stage =
            switch successor?.kind {
            // A way into another VRF is closed before anything is opened.
            case nil where device.isVRF: .removeRoutes
            case nil: .removeStaleRoutes
            case .unreachable: .removeRoutes
            default: .replaceRoutes
            }
        writeRoute(stage, network, route, device: device.name, isRemoval: true)
    }

    /// Deletes routes of ours in tables that no network looks after: of removed networks, and what fell into the main table (S7).
    mutating func sweepRoutes() {
        for (table, routes) in observation.routes.sorted(by: { $0.key < $1.key }) where !keptTables.contains(table) {
            let network = vrfsByTable[table]?.first.flatMap(DeviceRole.of)?.network
            for route in routes where !route.device.isSome(isLeaving) {
                let device = route.device.flatMap { linkByIndex[$0]?.name }
                writeRoute(.removeRoutes, network, route, device: device, isRemoval: true)
            }
        }
    }
}

/// The index of the device that was asked for last: the routes of a network mostly use one.
private struct DeviceMemory {
    private var last: (name: String, index: UInt32?)?

    mutating func index(of name: String, _ find: (String) -> UInt32?) -> UInt32? {
        if let last, last.name == name { return last.index }
        let index = find(name)
        last = (name, index)
        return index
    }
}

/// What is known of the device of the route that was seen last: the routes of a table mostly use one.
private struct OutgoingDevice {
    struct Device {
        var name: String?
        var isVRF = false
        var isLeaving = false
    }

    private var index: UInt32?
    private var last = Device()

    mutating func device(of route: Route, in planner: KernelPlanner) -> Device {
        guard route.device != index else { return last }
        let link = route.device.flatMap { planner.linkByIndex[$0] }
        index = route.device
        last = Device(
            name: link?.name, isVRF: link?.kind == "vrf", isLeaving: route.device.isSome(planner.isLeaving))
        return last
    }
}
