// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension KernelState {
    /// What has to be written so that the kernel holds this state where it held another, in the notation of ip(8): what goes first, by network, then what comes.
    ///
    /// It is derived from the two states alone, so that a dry run can tell it. What the kernel holds is for the executor to find out, as is the number of a
    /// table of OVN-Kubernetes' own: routes name the VRF.
    package func commands(from before: KernelState) -> [String] {
        let (old, new) = (Entry.all(of: before), Entry.all(of: self))
        let (kept, stood) = (Set(new), Set(old))
        let goneDevices = Set(old.filter { !kept.contains($0) }.compactMap(\.ownDevice))
        let removed = old.reversed().filter { entry in
            // What is on a device goes with it.
            !kept.contains(entry)
                && (entry.ownDevice != nil || entry.staysBehind || !entry.devices.contains(where: goneDevices.contains))
        }
        let newDevices = Set(new.filter { !stood.contains($0) }.compactMap(\.ownDevice))
        let added = new.filter { entry in
            !stood.contains(entry) || entry.devices.contains { newDevices.contains($0) && $0 != entry.ownDevice }
        }
        return removed.compactMap(\.removal) + added.map(\.addition)
    }

    /// One object of the kernel: how it is made and removed.
    private struct Entry: Hashable {
        let addition: String
        /// Nil for what is only set.
        let removal: String?
        /// The device that this is.
        var ownDevice: InterfaceName?
        /// The devices that this is on.
        var devices: [InterfaceName] = []
        /// Whether it is on a device of the node's own, which does not go.
        var staysBehind = false

        /// What a state needs, in the order in which it is made: ways between VRFs when all of them stand.
        static func all(of state: KernelState) -> [Entry] {
            state.networks.flatMap(all)
                + state.networks.flatMap { network in network.leaks.map { Entry($0, in: network.vrf.name) } }
        }

        /// What a network needs for itself, in the order in which it is made.
        private static func all(of network: KernelNetwork) -> [Entry] {
            let vrf = network.vrf.name
            var entries: [Entry] = []
            func device(_ name: InterfaceName, _ addition: String, on devices: [InterfaceName] = []) {
                entries.append(
                    Entry(
                        addition: "ip link add \(addition)", removal: "ip link delete \(name)", ownDevice: name,
                        devices: devices))
            }
            func address(_ address: InterfaceAddress, on name: InterfaceName, staysBehind: Bool = false) {
                let rest = "\(address) dev \(name)"
                entries.append(
                    Entry(
                        addition: "ip address add \(rest)", removal: "ip address delete \(rest)", devices: [name, vrf],
                        staysBehind: staysBehind))
            }
            if case .own(let name, let table) = network.vrf { device(name, "name \(name) type vrf table \(table)") }
            if let bridge = network.bridge {
                device(bridge.name, "name \(bridge.name) master \(vrf) type bridge", on: [vrf])
                for item in bridge.addresses { address(item, on: bridge.name) }
            }
            if let uplink = network.uplink {
                let name = uplink.name
                switch uplink.kind {
                case .vlan(let id, let parent):
                    device(name, "link \(parent) name \(name) master \(vrf) type vlan id \(id)", on: [vrf])
                case .interface:
                    entries.append(
                        Entry(
                            addition: "ip link set \(name) master \(vrf)", removal: "ip link set \(name) nomaster",
                            devices: [vrf], staysBehind: true))
                }
                if let mtu = uplink.mtu {
                    entries.append(Entry(addition: "ip link set \(name) mtu \(mtu)", removal: nil, devices: [name]))
                }
                for item in uplink.addresses { address(item, on: name, staysBehind: uplink.kind == .interface) }
            }
            for route in network.routes { entries.append(Entry(route, in: vrf)) }
            return entries
        }

        init(
            addition: String, removal: String?, ownDevice: InterfaceName? = nil, devices: [InterfaceName] = [],
            staysBehind: Bool = false
        ) {
            self.addition = addition
            self.removal = removal
            self.ownDevice = ownDevice
            self.devices = devices
            self.staysBehind = staysBehind
        }

        private init(_ route: KernelNetwork.LeakRoute, in vrf: InterfaceName) {
            let family = route.destination.family == .ipv6 ? " -6" : ""
            let rest = "vrf \(vrf) \(route.destination) dev \(route.ownerVRF) metric \(route.metric)"
            self.init(
                addition: "ip\(family) route add \(rest)", removal: "ip\(family) route delete \(rest)",
                devices: [vrf, route.ownerVRF])
        }

        private init(_ route: KernelNetwork.Route, in vrf: InterfaceName) {
            let family = route.destination.family == .ipv6 ? " -6" : ""
            let destination = route.destination.length == 0 ? "default" : "\(route.destination)"
            let target: String
            var devices = [vrf]
            switch route.target {
            case .unreachable: target = "unreachable \(destination)"
            case .gateway(let address, let device):
                target = "\(destination) via \(address) dev \(device)"
                devices.append(device)
            }
            let rest = "vrf \(vrf) \(target) metric \(route.metric)"
            self.init(
                addition: "ip\(family) route add \(rest)", removal: "ip\(family) route delete \(rest)",
                devices: devices)
        }
    }
}
