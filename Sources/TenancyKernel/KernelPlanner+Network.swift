// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

extension KernelPlanner {
    /// Plans the devices that one network needs, and returns the table of its VRF; throws what is in the way before anything is written for it.
    mutating func plan(_ network: KernelNetwork) throws(Obstacle) -> UInt32 {
        let devices = network.devices
        for device in devices where device.kind != .interface {
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
                if let uplink = network.uplink, let link = kept(uplink.name.description), link.isUp,
                    uplink.kind != .interface || given[link.index]?.network == network.key
                {
                    write(.fence, network.key, .setDown(link.name))
                }
                throw error
            }
            keptTables.insert(table)
        }
        if let uplink = network.uplink {
            switch uplink.kind {
            case .vlan(let id, let parent):
                try checkParent(of: uplink, parent.description, UInt16(truncatingIfNeeded: id))
            case .interface: try checkInterface(uplink.name.description, of: network)
            }
        }
        for device in devices { plan(device, of: network, table) }
        return table
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
        guard table >= OVNKubernetes.firstTable else {
            throw Obstacle(
                message: "cannot attach to VRF \(vrf): table \(table) is below 1000, so it is not OVN-Kubernetes'",
                hint: "ip -d link show \(vrf)")
        }
        guard slaves(of: link).contains(where: { $0.name.hasPrefix(OVNKubernetes.managementPort) }) else {
            throw Obstacle(
                message: "waiting for OVN-Kubernetes to put its port \(OVNKubernetes.managementPort)* into VRF \(vrf)",
                hint: "ip link show master \(vrf)")
        }
        return table
    }

    private func checkParent(of uplink: KernelNetwork.Uplink, _ parent: String, _ id: UInt16) throws(Obstacle) {
        guard let parent = linkByName[parent] else {
            throw Obstacle(
                message: "cannot make uplink \(uplink.name): parent interface \(parent) does not exist",
                hint: "ip link show")
        }
        let others = vlansByPlace[VLANPlace(parent: parent.index, id: id)] ?? []
        let name = uplink.name.description
        guard let other = others.first(where: { $0.name != name && !doomed.contains($0.index) }) else { return }
        throw Obstacle(
            message: "cannot make uplink \(uplink.name): VLAN \(id) on \(parent.name) is taken by \(other.name)",
            hint: "ip -d link show \(other.name)")
    }

    /// Whether an interface can be given to a network: nobody else may use it. What was given before is not asked again.
    private func checkInterface(_ name: String, of network: KernelNetwork) throws(Obstacle) {
        func obstacle(_ reason: String, _ hint: String) -> Obstacle {
            Obstacle(message: "cannot give \(name) to \(network.key): \(reason)", hint: hint)
        }
        guard let link = linkByName[name] else { throw obstacle("there is no such interface", "ip link show") }
        let master = released.contains(link.index) ? nil : link.master.flatMap { linkByIndex[$0] }
        if let master, master.kind != "vrf" || given[link.index] == nil && master.name != network.vrf.name.description {
            throw obstacle("it is inside of \(master.name)", "ip link set \(name) nomaster")
        }
        if let other = given[link.index]?.network {
            guard other != network.key, !returned.contains(link.index) else { return }
            throw obstacle("it is given to \(other)", "tenancyctl network show \(other)")
        }
        if link.kind == "vrf" || name == "lo" || DeviceRole.of(link) != nil {
            throw obstacle("it is no interface towards a provider", "ip -d link show \(name)")
        }
        // The other end of a pair of virtual Ethernet devices is not on it.
        if let upper = observation.links.first(where: { $0.parent == link.index && $0.kind != "veth" }) {
            throw obstacle("it carries \(upper.name)", "ip -d link show \(upper.name)")
        }
        let address = (addressesByDevice[link.index] ?? []).first { address in
            address.protocolID != RouteProtocol.tenancy && !address.prefix.address.isLinkLocal
        }
        if let address {
            throw obstacle(
                "it has address \(address.prefix), which is not ours", "ip address delete \(address.prefix) dev \(name)"
            )
        }
        if observation.defaultDevices.contains(link.index) {
            throw obstacle("it has a default route of the node", "ip route show default; ip -6 route show default")
        }
    }

    private mutating func plan(_ device: WantedDevice, of network: KernelNetwork, _ table: UInt32) {
        let key = network.key
        let vrf = network.vrf.name.description
        let link = kept(device.name)
        let isMember = kept(vrf).isSome { $0.index == link?.master } && !(link.isSome { released.contains($0.index) })
        switch device.kind {
        case .vrf(let table):
            if link == nil { write(.addVRFs, key, .addVRF(device.name, table: table)) }
        case .bridge:
            if link == nil { write(.addDevices, key, .addBridge(device.name, vrf: vrf)) }
        case .uplink(let parent, let vlan):
            if link == nil { write(.addDevices, key, .addVLAN(device.name, parent: parent, id: vlan, vrf: vrf)) }
        case .interface: break
        }
        planMark(of: device, link, key)
        planMTU(of: device, link, key)
        if device.role != .vrf {
            // Before the device joins: joining takes it down and up again (S12). The settings of an interface that is not ours stay as they are.
            if device.kind != .interface, observation.keepsAddresses[link == nil ? "default" : device.name] == false {
                write(.markDevices, key, .keepAddresses(device.name))
            }
            if link != nil, !isMember { write(.join, key, .setMaster(device.name, vrf: vrf)) }
        }
        if link?.isUp != true || link.isSome({ released.contains($0.index) }) {
            write(.bringUp, key, .setUp(device.name))
        }

        // Another network's are taken off an interface when it is given back.
        let isTakenOver = link.isSome { returned.contains($0.index) }
        let present = isTakenOver ? [] : link.flatMap { addressesByDevice[$0.index] } ?? []
        for prefix in device.addresses where !present.contains(where: { $0.prefix == prefix }) {
            write(.addAddresses, key, .addAddress(prefix, device: device.name))
        }
        if let link, link.isUp, isMember {
            for prefix in present.map(\.prefix) where device.addresses.contains(prefix) || prefix.address.isLinkLocal {
                guard !isServed(prefix, by: link.index, table) else { continue }
                // The kernel makes an address's routes with the address, and never again. Its own link-local one is what neighbours answer to.
                write(.renewAddresses, key, .deleteAddress(prefix, device: device.name))
                write(.addAddresses, key, .addAddress(prefix, device: device.name))
            }
        }
        for address in present
        where address.protocolID == RouteProtocol.tenancy && !device.addresses.contains(address.prefix) {
            write(.removeStaleAddresses, key, .deleteAddress(address.prefix, device: device.name))
        }
    }

    /// What tells whose the device is: an alias, or on an interface that is not ours another name.
    private mutating func planMark(of device: WantedDevice, _ link: NetworkLink?, _ key: NetworkKey) {
        if device.kind == .interface {
            guard let link, given[link.index]?.network != key else { return }
            let before = given[link.index]
            let mark = GivenInterface(network: key, mtu: before?.mtu ?? link.mtu, wasUp: before?.wasUp ?? link.isUp)
            // Before the fence: what is not ours yet must not be cut off.
            write(.markVRFs, key, .addAlternativeName(device.name, mark.mark))
        } else if case let alias = device.role.alias("\(key)"), link?.alias != alias {
            write(device.role == .vrf ? .markVRFs : .markDevices, key, .setAlias(device.name, alias))
        }
    }

    /// A VLAN's packets are at most those of its parent. An uplink that cannot have the MTU is a degraded one, which works with the one it has.
    private mutating func planMTU(of device: WantedDevice, _ link: NetworkLink?, _ key: NetworkKey) {
        guard let mtu = device.mtu, link?.mtu != mtu else { return }
        if case .uplink(let parent, _) = device.kind, let below = linkByName[parent]?.mtu, below < mtu {
            fail(
                key,
                Obstacle(
                    message: "cannot give \(device.name) an MTU of \(mtu): that of \(parent) is \(below)",
                    hint: "ip link set \(parent) mtu \(mtu)"))
        } else {
            write(.markDevices, key, .setMTU(device.name, mtu))
        }
    }

    /// Whether the routes are there that the kernel makes with an address: to its subnet, and in IPv4 to the address itself. Somebody who flushes the table
    /// takes them away with ours; then no gateway is found any more.
    private func isServed(_ prefix: InternetPrefix, by device: UInt32, _ table: UInt32) -> Bool {
        guard observation.covers(table) else { return true }
        let routes = (observation.connected[table] ?? []).filter { $0.device == device }
        let isSingle = prefix.length == prefix.family.width
        let reaches = isSingle || routes.contains { $0.destination == prefix.network }
        let isLocal =
            prefix.family == .ipv6 || routes.contains { $0.kind == .local && $0.destination.address == prefix.address }
        return reaches && isLocal
    }
}

extension InternetPrefix {
    /// The prefix without the bits of the host.
    fileprivate var network: InternetPrefix {
        let hostBits = family.width - length
        let mask = hostBits == 128 ? 0 : UInt128.max << hostBits
        return InternetPrefix(InternetAddress(bits: address.bits & mask), length: length)
    }
}
