// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

internal import Netlink

/// Compares the desired state with what the kernel holds, and plans the writes. Pure: it reads the observation and nothing else.
///
/// What is as it should be is not written. What is not ours is never written; when it is in the way, the network fails and the others go on.
package struct KernelPlanner {
    let observation: KernelObservation
    let linkByName: [String: NetworkLink]
    let linkByIndex: [UInt32: NetworkLink]
    let slavesByMaster: [UInt32: [NetworkLink]]
    let vrfsByTable: [UInt32: [NetworkLink]]
    let vlansByPlace: [VLANPlace: [NetworkLink]]
    let addressesByDevice: [UInt32: [AssignedAddress]]
    /// The interfaces that networks were given, by index.
    let given: [UInt32: GivenInterface]
    /// Our links that this plan deletes, by index.
    private(set) var doomed: Set<UInt32> = []
    /// The given interfaces that this plan takes out of their VRF, by index.
    private(set) var released: Set<UInt32> = []
    /// The given interfaces that no network has any more, by index.
    private(set) var returned: Set<UInt32> = []
    /// The names of our VRFs that should go and cannot, because foreign devices are inside.
    private var held: Set<String> = []
    /// The tables whose routes are looked after by a network. Routes of ours elsewhere are swept.
    var keptTables: Set<UInt32> = []
    /// The tables of the networks whose devices can be as they should.
    private(set) var tables: [NetworkKey: UInt32] = [:]
    private var stages = KernelOperation.Stage.allCases.map(OperationList.init)
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
        given = Dictionary(
            uniqueKeysWithValues: observation.links.compactMap { link in GivenInterface(link).map { (link.index, $0) } }
        )
    }

    /// The writes that lead from the observed to the desired state.
    ///
    /// - Parameter spared: Networks whose devices and routes stay although the desired state does not have them.
    package static func plan(
        _ desired: KernelState, from observation: KernelObservation, sparing spared: Set<NetworkKey> = []
    ) -> KernelPlan {
        var planner = KernelPlanner(observation)
        planner.returnInterfaces(notIn: desired, sparing: spared)
        planner.removeDevices(notIn: desired, sparing: spared)
        for network in desired.networks where !planner.held.contains(network.vrf.name.description) {
            do throws(Obstacle) {
                planner.tables[network.key] = try planner.plan(network)
            } catch {
                planner.fail(network.key, error)
            }
        }
        // A way between two VRFs needs both, so routes follow when all devices are planned.
        for network in desired.networks {
            if let table = planner.tables[network.key] { planner.planRoutes(of: network, table) }
        }
        planner.sweepRoutes()
        planner.planRules(areNeeded: !desired.networks.isEmpty || !planner.held.isEmpty || !spared.isEmpty)
        planner.planFences(desired)
        return KernelPlan(stages: planner.stages, failures: planner.failures)
    }

    mutating func write(_ stage: KernelOperation.Stage, _ network: NetworkKey?, _ action: KernelAction) {
        stages[stage.rawValue].append(network, action)
    }

    /// Like `write`, for what there may be a million of.
    mutating func writeRoute(
        _ stage: KernelOperation.Stage, _ network: NetworkKey?, _ route: Route, device: String?, isRemoval: Bool
    ) {
        stages[stage.rawValue].append(route, device: device, isRemoval: isRemoval, for: network)
    }

    /// Makes room for so many routes at once.
    mutating func expectRoutes(_ count: Int, in stage: KernelOperation.Stage) {
        stages[stage.rawValue].expectRoutes(count)
    }

    mutating func fail(_ network: NetworkKey?, _ obstacle: Obstacle) {
        failures.append(KernelReport.Failure(network: network, message: obstacle.message, hint: obstacle.hint))
    }

    // MARK: Devices that have to go

    /// Deletes our devices that nobody wants or that are of a kind that cannot be changed (S2), and what is inside of a VRF that goes.
    private mutating func removeDevices(notIn desired: KernelState, sparing spared: Set<NetworkKey>) {
        let wanted = Set(desired.networks.flatMap { $0.devices.map(\.name) })
        let own = observation.links.compactMap { link in
            DeviceRole.of(link).map { (link: link, role: $0.role, network: $0.network) }
        }
        for device in own where !wanted.contains(device.link.name) {
            guard spared.contains(device.network) else {
                doomed.insert(device.link.index)
                continue
            }
            // Its routes are in the table of its VRF, or of the one it is inside of.
            let vrf = device.role == .vrf ? device.link : device.link.master.flatMap { linkByIndex[$0] }
            if let table = vrf?.table { keptTables.insert(table) }
        }
        for device in desired.networks.flatMap(\.devices) {
            guard let link = linkByName[device.name], DeviceRole.of(link)?.role == device.role else { continue }
            if !isSame(link, device.kind) { doomed.insert(link.index) }
        }
        let leaving = own.filter { $0.role == .vrf && doomed.contains($0.link.index) }
        for vrf in leaving {
            doomed.formUnion(slaves(of: vrf.link).filter { DeviceRole.of($0) != nil }.map(\.index))
        }
        // An interface of the node's own would be released as well, but not until the VRF is gone.
        for slave in leaving.flatMap({ slaves(of: $0.link) }) where given[slave.index] != nil {
            // Outside of a VRF it is silent.
            if slave.isUp, !released.contains(slave.index) {
                write(.removeDevices, given[slave.index]?.network, .setDown(slave.name))
            }
            release(slave, from: given[slave.index]?.network)
        }
        // Whoever is still inside when a bridge or VRF goes is released into the default VRF.
        for device in own.filter({ $0.role == .bridge && doomed.contains($0.link.index) }) + leaving {
            let staying = slaves(of: device.link).first { !isLeaving($0.index) }
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

    // MARK: Interfaces that have to be given back

    /// Gives back the interfaces that no network has any more, as they were.
    private mutating func returnInterfaces(notIn desired: KernelState, sparing spared: Set<NetworkKey>) {
        var wanted: [String: NetworkKey] = [:]
        for network in desired.networks {
            if let uplink = network.uplink, uplink.kind == .interface { wanted[uplink.name.description] = network.key }
        }
        for link in observation.links {
            guard let given = given[link.index], wanted[link.name] != given.network else { continue }
            if spared.contains(given.network) {
                if let table = link.master.flatMap({ linkByIndex[$0] })?.table { keptTables.insert(table) }
                continue
            }
            returned.insert(link.index)
            let key = given.network
            for address in addressesByDevice[link.index] ?? [] where address.protocolID == RouteProtocol.tenancy {
                write(.removeDevices, key, .deleteAddress(address.prefix, device: link.name))
            }
            if !given.wasUp, link.isUp { write(.removeDevices, key, .setDown(link.name)) }
            release(link, from: key)
            if given.mtu != link.mtu { write(.removeDevices, key, .setMTU(link.name, given.mtu)) }
            if given.wasUp, !link.isUp { write(.returnInterfaces, key, .setUp(link.name)) }
            // Last: what is not done is found again by it.
            write(.returnInterfaces, key, .deleteAlternativeName(link.name, given.mark))
        }
    }

    /// Takes a given interface out of the VRF that we put it into; where somebody else has put it, it stays.
    private mutating func release(_ link: NetworkLink, from network: NetworkKey?) {
        guard !released.contains(link.index), let master = link.master.flatMap({ linkByIndex[$0] }),
            DeviceRole.of(master)?.role == .vrf
                || master.kind == "vrf" && master.table.isSome({ $0 >= OVNKubernetes.firstTable })
        else { return }
        released.insert(link.index)
        write(.removeDevices, network, .release(link.name))
    }

    /// Whether the device goes, or leaves its VRF: what is routed to it goes with it.
    func isLeaving(_ device: UInt32) -> Bool { doomed.contains(device) || released.contains(device) }

    func slaves(of master: NetworkLink) -> [NetworkLink] { slavesByMaster[master.index] ?? [] }

    /// Whether the parameters that are fixed at the creation are the wanted ones.
    private func isSame(_ link: NetworkLink, _ kind: WantedDevice.Kind) -> Bool {
        switch kind {
        case .vrf(let table): link.table == table
        case .bridge, .interface: true
        case .uplink(let parent, let vlan): link.vlan == vlan && link.parent == linkByName[parent]?.index
        }
    }

    /// Our link of that name that stays.
    func kept(_ name: String) -> NetworkLink? {
        linkByName[name].flatMap { doomed.contains($0.index) ? nil : $0 }
    }
}

extension Optional {
    func isSome(_ predicate: (Wrapped) -> Bool) -> Bool { map(predicate) ?? false }
}
