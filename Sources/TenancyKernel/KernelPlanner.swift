// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

internal import Netlink

/// Compares the desired state with what the kernel holds, and plans the writes. Pure: it reads the observation and nothing else.
///
/// What is as it should be is not written. What is not ours is never written; when it is in the way, the network fails and the others go on.
package struct KernelPlanner {
    private let observation: KernelObservation
    private let linkByName: [String: NetworkLink]
    private let linkByIndex: [UInt32: NetworkLink]
    private let slavesByMaster: [UInt32: [NetworkLink]]
    private let vrfsByTable: [UInt32: [NetworkLink]]
    private let vlansByPlace: [VLANPlace: [NetworkLink]]
    private let addressesByDevice: [UInt32: [AssignedAddress]]
    private let routesByTable: [UInt32: [Route]]
    /// Our links that this plan deletes, by index.
    private var doomed: Set<UInt32> = []
    /// The names of our VRFs that should go and cannot, because foreign devices are inside.
    private var held: Set<String> = []
    /// The tables whose routes are looked after by a network. Routes of ours elsewhere are swept.
    private var keptTables: Set<UInt32> = []
    private var operations: [KernelOperation] = []
    private var failures: [KernelReport.Failure] = []

    private init(_ observation: KernelObservation) {
        self.observation = observation
        linkByName = Dictionary(observation.links.map { ($0.name, $0) }) { first, _ in first }
        linkByIndex = Dictionary(observation.links.map { ($0.index, $0) }) { first, _ in first }
        slavesByMaster = Dictionary(grouping: observation.links) { $0.master ?? 0 }
        vrfsByTable = Dictionary(grouping: observation.links.filter { $0.kind == "vrf" }) { $0.table ?? 0 }
        vlansByPlace = Dictionary(grouping: observation.links.filter { $0.kind == "vlan" }) {
            VLANPlace(parent: $0.parent, id: $0.vlan)
        }
        addressesByDevice = Dictionary(grouping: observation.addresses, by: \.device)
        routesByTable = Dictionary(grouping: observation.routes, by: \.table)
    }

    /// The writes that lead from the observed to the desired state.
    package static func plan(_ desired: KernelState, from observation: KernelObservation) -> KernelPlan {
        var planner = KernelPlanner(observation)
        planner.removeDevices(notIn: desired)
        for network in desired.networks where !planner.held.contains(network.vrf.name.description) {
            do throws(Obstacle) {
                try planner.plan(network)
            } catch {
                planner.fail(network.key, error)
            }
        }
        planner.sweepRoutes()
        planner.planRules(areNeeded: !desired.networks.isEmpty || !planner.held.isEmpty)
        let ordered = planner.operations.enumerated().sorted {
            ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset)
        }
        return KernelPlan(operations: ordered.map(\.element), failures: planner.failures)
    }

    private mutating func write(_ stage: KernelOperation.Stage, _ network: NetworkKey?, _ action: KernelAction) {
        operations.append(KernelOperation(stage, network, action))
    }

    private mutating func fail(_ network: NetworkKey?, _ obstacle: Obstacle) {
        failures.append(KernelReport.Failure(network: network, message: obstacle.message, hint: obstacle.hint))
    }

    // MARK: Devices that have to go

    /// Deletes our devices that nobody wants or that are of a kind that cannot be changed (S2), and what is inside of a VRF that goes.
    private mutating func removeDevices(notIn desired: KernelState) {
        let wanted = Set(desired.networks.flatMap { $0.devices.map(\.name) })
        let own = observation.links.compactMap { link in
            DeviceRole.of(link).map { (link: link, role: $0.role, network: $0.network) }
        }
        for device in own where !wanted.contains(device.link.name) { doomed.insert(device.link.index) }
        for device in desired.networks.flatMap(\.devices) {
            guard let link = linkByName[device.name], DeviceRole.of(link)?.role == device.role else { continue }
            if !isSame(link, device.kind) { doomed.insert(link.index) }
        }
        let leaving = own.filter { $0.role == .vrf && doomed.contains($0.link.index) }
        for vrf in leaving {
            doomed.formUnion(slaves(of: vrf.link).filter { DeviceRole.of($0) != nil }.map(\.index))
        }
        // Whoever is still inside when a bridge or VRF goes is released into the default VRF.
        for device in own.filter({ $0.role == .bridge && doomed.contains($0.link.index) }) + leaving {
            let staying = slaves(of: device.link).first { !doomed.contains($0.index) }
            guard let staying else { continue }
            doomed.remove(device.link.index)
            if device.role == .vrf {
                held.insert(device.link.name)
                if let table = device.link.table { keptTables.insert(table) }
            }
            if DeviceRole.of(staying) == nil {
                fail(
                    device.network,
                    Obstacle(
                        message: "cannot remove \(device.link.name): \(staying.name), which is not ours, is inside",
                        hint: "ip link set \(staying.name) down nomaster"))
            }
        }
        for device in own where doomed.contains(device.link.index) {
            write(
                device.role == .vrf ? .removeVRFs : .removeDevices, device.network, .deleteLink(device.link.name))
        }
    }

    private func slaves(of master: NetworkLink) -> [NetworkLink] { slavesByMaster[master.index] ?? [] }

    /// Whether the parameters that are fixed at the creation are the wanted ones.
    private func isSame(_ link: NetworkLink, _ kind: WantedDevice.Kind) -> Bool {
        switch kind {
        case .vrf(let table): link.table == table
        case .bridge: true
        case .uplink(let parent, let vlan): link.vlan == vlan && link.parent == linkByName[parent]?.index
        }
    }

    /// Our link of that name that stays.
    private func kept(_ name: String) -> NetworkLink? {
        linkByName[name].flatMap { doomed.contains($0.index) ? nil : $0 }
    }

    // MARK: One network

    private mutating func plan(_ network: KernelNetwork) throws(Obstacle) {
        let devices = network.devices
        for device in devices {
            guard let link = linkByName[device.name], DeviceRole.of(link)?.role != device.role else { continue }
            throw Obstacle(
                message: "link \(device.name) exists and is not ours (\(link.kind ?? "device"), group \(link.group))",
                hint: "ip link set \(device.name) name NEW-NAME")
        }
        let table: UInt32
        switch network.vrf {
        case .own(let name, let number):
            table = UInt32(number)
            keptTables.insert(table)
            try checkTable(table, of: name.description)
        case .attached(let name):
            do throws(Obstacle) {
                table = try attachedTable(name.description)
            } catch {
                // Without its VRF the uplink would speak in the default VRF.
                if let uplink = network.uplink, let link = kept(uplink.name.description), link.isUp {
                    write(.fence, network.key, .setDown(link.name))
                }
                throw error
            }
            keptTables.insert(table)
        }
        try network.uplink.map { uplink throws(Obstacle) in try checkParent(of: uplink) }
        for device in devices { plan(device, of: network) }
        planRoutes(of: network, table)
    }

    private func checkTable(_ table: UInt32, of vrf: String) throws(Obstacle) {
        let others = vrfsByTable[table] ?? []
        guard let other = others.first(where: { $0.name != vrf && !doomed.contains($0.index) }) else { return }
        throw Obstacle(
            message: "cannot make VRF \(vrf): table \(table) is used by VRF \(other.name)",
            hint: "ip -d link show \(other.name)")
    }

    /// The table of OVN-Kubernetes' VRF, which is another after each of its re-creations.
    private func attachedTable(_ vrf: String) throws(Obstacle) -> UInt32 {
        guard let link = linkByName[vrf] else {
            throw Obstacle(
                message: "waiting for OVN-Kubernetes to create VRF \(vrf)",
                hint: "kubectl get clusteruserdefinednetwork \(vrf) -o yaml")
        }
        guard link.kind == "vrf", let table = link.table else {
            throw Obstacle(
                message: "cannot attach to VRF \(vrf): the link of that name is a \(link.kind ?? "device")",
                hint: "ip -d link show \(vrf)")
        }
        guard table >= 1000 else {
            throw Obstacle(
                message: "cannot attach to VRF \(vrf): table \(table) is below 1000, so it is not OVN-Kubernetes'",
                hint: "ip -d link show \(vrf)")
        }
        return table
    }

    private func checkParent(of uplink: KernelNetwork.Uplink) throws(Obstacle) {
        guard let parent = linkByName[uplink.parent.description] else {
            throw Obstacle(
                message: "cannot make uplink \(uplink.name): parent interface \(uplink.parent) does not exist",
                hint: "ip link show")
        }
        let place = VLANPlace(parent: parent.index, id: UInt16(truncatingIfNeeded: uplink.vlan))
        let others = vlansByPlace[place] ?? []
        let name = uplink.name.description
        guard let other = others.first(where: { $0.name != name && !doomed.contains($0.index) }) else { return }
        throw Obstacle(
            message:
                "cannot make uplink \(uplink.name): VLAN \(uplink.vlan) on \(parent.name) is taken by \(other.name)",
            hint: "ip -d link show \(other.name)")
    }

    private mutating func plan(_ device: WantedDevice, of network: KernelNetwork) {
        let key = network.key
        let vrf = network.vrf.name.description
        let link = kept(device.name)
        let isMember = kept(vrf).isSome { $0.index == link?.master }
        switch device.kind {
        case .vrf(let table):
            if link == nil { write(.addVRFs, key, .addVRF(device.name, table: table)) }
        case .bridge:
            if link == nil { write(.addDevices, key, .addBridge(device.name, vrf: vrf)) }
        case .uplink(let parent, let vlan):
            if link == nil { write(.addDevices, key, .addVLAN(device.name, parent: parent, id: vlan, vrf: vrf)) }
        }
        let alias = device.role.alias("\(key)")
        if link?.alias != alias {
            write(device.role == .vrf ? .markVRFs : .markDevices, key, .setAlias(device.name, alias))
        }
        if device.role != .vrf {
            // Before the device joins: joining takes it down and up again (S12).
            if observation.keepsAddresses[link == nil ? "default" : device.name] == false {
                write(.markDevices, key, .keepAddresses(device.name))
            }
            if link != nil, !isMember { write(.join, key, .setMaster(device.name, vrf: vrf)) }
        }
        if link?.isUp != true { write(.bringUp, key, .setUp(device.name)) }

        let present = link.flatMap { addressesByDevice[$0.index] } ?? []
        for prefix in device.addresses where !present.contains(where: { $0.prefix == prefix }) {
            write(.addAddresses, key, .addAddress(prefix, device: device.name))
        }
        for address in present
        where address.protocolID == RouteProtocol.tenancy && !device.addresses.contains(address.prefix) {
            write(.removeStaleAddresses, key, .deleteAddress(address.prefix, device: device.name))
        }
    }

    private mutating func planRoutes(of network: KernelNetwork, _ table: UInt32) {
        let present = (routesByTable[table] ?? []).filter { !$0.device.isSome(doomed.contains) }
        let presentByKey = Dictionary(grouping: present, by: \.key)
        var wantedByKey: [Route.Key: Route] = [:]
        for wanted in network.routes {
            let (route, device) = wanted.inTable(table) { kept($0)?.index }
            // A kernel without IPv6 needs no IPv6 reject route.
            if route.kind == .unreachable, observation.rules[route.destination.family] == nil { continue }
            wantedByKey[route.key] = route
            if presentByKey[route.key]?.contains(where: { $0.isSame(as: route) }) == true { continue }
            let stage: KernelOperation.Stage = route.kind == .unreachable ? .rejectByDefault : .addRoutes
            write(stage, network.key, .addRoute(route, device: device))
        }
        for route in present {
            let successor = wantedByKey[route.key]
            if let successor, route.isSame(as: successor) { continue }
            // The kernel holds one route per key, so a predecessor goes first; the reject default covers the gap.
            let stage: KernelOperation.Stage =
                switch successor?.kind {
                case nil: .removeStaleRoutes
                case .unreachable: .removeRoutes
                default: .replaceRoutes
                }
            write(
                stage, network.key,
                .deleteRoute(route, device: route.device.flatMap { linkByIndex[$0]?.name }))
        }
    }

    // MARK: What concerns all

    /// Deletes routes of ours in tables that no network looks after: of removed networks, and what fell into the main table (S7).
    private mutating func sweepRoutes() {
        for route in observation.routes where !keptTables.contains(route.table) && !route.device.isSome(doomed.contains)
        {
            let vrf = vrfsByTable[route.table]?.first
            write(
                .removeRoutes, vrf.flatMap(DeviceRole.of)?.network,
                .deleteRoute(route, device: route.device.flatMap { linkByIndex[$0]?.name }))
        }
    }

    /// The rules of S17: packets of a VRF see its table and nothing else, neither the main table nor the host's own addresses.
    private mutating func planRules(areNeeded: Bool) {
        for family in InternetFamily.allCases {
            // A rule that selects by more than we know is not one of these.
            guard let rules = observation.rules[family]?.filter({ !$0.hasOtherSelectors }) else { continue }
            let ours = RouteProtocol.tenancy
            let lookup = Rule(family: family, priority: 1000, isL3MDev: true, protocolID: ours)
            let unreachable = Rule(
                family: family, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: ours)
            // Right behind the VRFs' rules: packets of a VRF never get here, and all others find the host's own addresses before the
            // rules of OVN-Kubernetes at 2000, 5000, 5999 and 6000 send them elsewhere.
            let local = Rule(family: family, priority: 1002, table: 255, protocolID: ours)
            // Where earlier versions had it.
            let former = Rule(family: family, priority: 32765, table: 255, protocolID: ours)
            let locals = rules.filter { $0.action == .lookup && $0.table == 255 && !$0.isL3MDev }
            let vrfs = observation.links.filter { $0.kind == "vrf" && !doomed.contains($0.index) }

            if areNeeded {
                // The kernel adds its own with the first VRF, and only then (S15); it is awaited before ours is added.
                let hasLookup = rules.contains { $0.isL3MDev && $0.action == .lookup && $0.priority < 1001 }
                if !hasLookup, !vrfs.isEmpty { write(.addRules, nil, .addRule(lookup)) }
                if !rules.contains(unreachable) { write(.addRules, nil, .addRule(unreachable)) }
                if !rules.contains(local) { write(.addRules, nil, .addRule(local)) }
                for rule in locals where rule.priority == 0 || rule == former {
                    write(.removeLocalRule, nil, .deleteRule(rule))
                }
            } else {
                let moved = locals.filter { $0 == local || $0 == former }
                // Somebody else's order of rules is not ours to change.
                if !moved.isEmpty, moved == locals {
                    write(
                        .restoreLocalRule, nil,
                        .addRule(Rule(family: family, priority: 0, table: 255, protocolID: RouteProtocol.kernel)))
                }
                for rule in moved { write(.removeRules, nil, .deleteRule(rule)) }
                if rules.contains(unreachable) { write(.removeRules, nil, .deleteRule(unreachable)) }
                if rules.contains(lookup), vrfs.isEmpty { write(.removeRules, nil, .deleteRule(lookup)) }
            }
        }
    }
}

extension Optional {
    fileprivate func isSome(_ predicate: (Wrapped) -> Bool) -> Bool { map(predicate) ?? false }
}

/// What a VLAN device occupies: the kernel has one per parent and number.
private struct VLANPlace: Hashable {
    let parent: UInt32?
    let id: UInt16?
}
