// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink

@testable import TenancyKernel

/// A small model of the kernel with the semantics that decide our order of writes (S7, S11, S12, S15, S22 to S32).
///
/// It refuses the n-th write when told to, and notes every moment in which a device of ours was up outside of complete isolation.
struct ModelKernel: KernelAccess {
    var links: [NetworkLink] = [NetworkLink(index: 1, name: "lo", isUp: true)]
    var addresses: [AssignedAddress] = []
    var routes: [Route] = []
    var rules: [InternetFamily: [Rule]] = [:]
    var keepsAddresses: [String: Bool] = ["default": false]
    /// Addresses whose routes somebody has flushed.
    var flushed: Set<InternetPrefix> = []
    /// Which tables' routes were read.
    var reads: [Set<UInt32>?] = []
    /// What was done, as text.
    var log: [String] = []
    /// Moments in which a tenant's packets could have left their VRF.
    var breaches: [String] = []
    /// The write that fails, counted from 1, and how.
    var fault: (number: Int, error: Fault)?
    var writes = 0

    enum Fault {
        case refusal(Int32)
        /// The write is done and the answer is lost.
        case lostAnswer
    }

    private var nextIndex: UInt32 = 2
    private var hadVRF = false

    init(ipv6: Bool = true) {
        for family in InternetFamily.allCases where ipv6 || family == .ipv4 {
            rules[family] = [
                Rule(family: family, priority: 0, table: 255, protocolID: 2),
                Rule(family: family, priority: 32766, table: 254, protocolID: 2),
            ]
        }
    }

    // MARK: Set-up by the test

    @discardableResult
    mutating func add(
        _ name: String, kind: String? = nil, table: UInt32? = nil, vlan: UInt16? = nil, parent: UInt32? = nil,
        master: UInt32? = nil, group: UInt32 = 0, isUp: Bool = true
    ) -> UInt32 {
        defer { nextIndex += 1 }
        links.append(
            NetworkLink(
                index: nextIndex, name: name, kind: kind, table: table, vlan: vlan, parent: parent, master: master,
                group: group, isUp: isUp))
        keepsAddresses[name] = keepsAddresses["default"]
        if kind == "vrf", !hadVRF {
            hadVRF = true
            for family in rules.keys {
                rules[family]?.append(Rule(family: family, priority: 1000, isL3MDev: true, protocolID: 2))
                sortRules(family)
            }
        }
        return nextIndex
    }

    func link(_ name: String) -> NetworkLink? { links.first { $0.name == name } }

    mutating func change(_ name: String, _ body: (inout NetworkLink) -> Void) {
        for position in links.indices where links[position].name == name { body(&links[position]) }
    }

    /// Takes a VRF away as OVN-Kubernetes does: its slaves fall into the default VRF.
    mutating func remove(_ name: String) {
        guard let index = link(name)?.index else { return }
        links.removeAll { $0.index == index || $0.parent == index }
        for position in links.indices where links[position].master == index { links[position].master = nil }
        routes.removeAll { $0.device == index }
        addresses.removeAll { address in !links.contains { $0.index == address.device } }
    }

    // MARK: KernelAccess

    mutating func observe(isWhole: Bool) throws(NetlinkError) -> KernelObservation {
        KernelObservation(links: links, addresses: addresses, rules: rules, keepsAddresses: keepsAddresses)
    }

    mutating func routes(
        of protocolID: UInt8, in tables: Set<UInt32>?
    ) throws(NetlinkError) -> [UInt32: [Route]] {
        if protocolID == 2 { return connected }
        reads.append(tables)
        let ours = routes.filter { $0.protocolID == 201 && tables?.contains($0.table) ?? true }.map { route in
            // S32
            var route = route
            if route.kind == .unreachable, route.destination.family == .ipv6 { route.device = 1 }
            return route
        }
        return Dictionary(grouping: ours, by: \.table)
    }

    /// What the kernel makes for addresses, but for those that somebody has flushed.
    private var connected: [UInt32: [Route]] {
        var routes: [UInt32: [Route]] = [:]
        for address in addresses where !flushed.contains(address.prefix) {
            let master = links.first { $0.index == address.device }?.master
            let table = links.first { $0.index == master }?.table ?? 254
            let width = address.prefix.family.width
            let host = UInt128(width - address.prefix.length)
            let bits = host == 128 ? 0 : (address.prefix.address.bits >> host) << host
            for (destination, kind) in [
                (InternetPrefix(InternetAddress(bits: bits), length: address.prefix.length), RouteKind.unicast),
                (InternetPrefix(address.prefix.address, length: width), .local),
            ] {
                routes[table, default: []].append(
                    Route(destination: destination, table: table, kind: kind, device: address.device, protocolID: 2))
            }
        }
        return routes
    }

    mutating func perform(_ operations: OperationList) throws(NetlinkError) -> [Int: NetlinkError] {
        var failures: [Int: NetlinkError] = [:]
        var isLost = false
        for (position, action) in operations.map(\.action).enumerated() {
            writes += 1
            if let fault, fault.number == writes {
                switch fault.error {
                case .refusal(let number):
                    failures[position] = NetlinkError(errno: number, request: "\(action)")
                    continue
                case .lostAnswer: isLost = true
                }
            }
            do throws(NetlinkError) {
                try perform(action)
                log.append("\(action)")
            } catch {
                failures[position] = error
            }
            noteBreaches(after: action)
        }
        if isLost { throw NetlinkError(errno: 105, request: "change the kernel's network state") }
        return failures
    }

    mutating func defaultDevices() throws(NetlinkError) -> Set<UInt32> {
        Set(routes.filter { $0.table == 254 && $0.destination.length == 0 }.compactMap(\.device))
    }

    mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String? {
        routes.first { $0.key == route.key }.map { other in
            other.text(device: links.first { $0.index == other.device }?.name)
        }
    }

    /// The rules in their order, as far as they decide about a packet that enters by a device of a VRF. A rule with selectors of its own selects it as well.
    mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] {
        var answers: [Int: Route] = [:]
        for (position, lookup) in lookups.enumerated() {
            answers[position] = answer(to: lookup)
        }
        return answers
    }

    private func answer(to lookup: RouteLookup) -> Route? {
        let master = links.first { $0.index == lookup.device }?.master
        let vrf = links.first { $0.index == master }
        for rule in rules[lookup.destination.family] ?? [] {
            if rule.isL3MDev, vrf == nil { continue }
            if let entry = rule.entry, links.first(where: { $0.index == lookup.device })?.name != entry { continue }
            if rule.action == .unreachable { return nil }
            let table = rule.isL3MDev ? vrf?.table : rule.table
            if table == 255 {
                let local = addresses.first { address in
                    address.prefix.address == lookup.destination
                        && !links.contains { $0.index == address.device && $0.master != nil }
                }
                guard let local else { continue }
                return Route(
                    destination: InternetPrefix(lookup.destination, length: lookup.destination.family.width),
                    table: 255, kind: .local, device: local.device, protocolID: 2)
            }
            let route = routes.filter { $0.table == table && $0.destination.contains(lookup.destination) }
                .min { ($1.destination.length, $0.metric) < ($0.destination.length, $1.metric) }
            if let route { return route }
        }
        return nil
    }

    private mutating func perform(_ action: KernelAction) throws(NetlinkError) {
        func refuse(_ number: Int32, _ text: String? = nil) -> NetlinkError {
            NetlinkError(errno: number, kernelText: text, request: "\(action)")
        }
        func find(_ name: String) throws(NetlinkError) -> NetworkLink {
            guard let link = link(name) else { throw refuse(19) }
            return link
        }
        switch action {
        case .addVRF(let name, let table):
            if link(name) != nil { throw refuse(17) }
            add(name, kind: "vrf", table: table, group: 7201, isUp: false)
        case .addBridge(let name, let vrf):
            if link(name) != nil { throw refuse(17) }
            add(name, kind: "bridge", master: try find(vrf).index, group: 7201, isUp: false)
        case .addVLAN(let name, let parent, let id, let vrf):
            if link(name) != nil { throw refuse(17) }
            let parent = try find(parent).index
            if links.contains(where: { $0.parent == parent && $0.vlan == id }) { throw refuse(17) }
            add(
                name, kind: "vlan", vlan: id, parent: parent, master: try find(vrf).index, group: 7201,
                isUp: false)
        case .setMTU(let name, let mtu):
            let device = try find(name)
            if links.contains(where: { $0.index == device.parent && $0.mtu < mtu }) { throw refuse(34) }
            change(name) { $0.mtu = mtu }
        case .addAlternativeName(let name, let other):
            _ = try find(name)
            if links.contains(where: { $0.name == other || $0.alternativeNames.contains(other) }) { throw refuse(17) }
            change(name) { $0.alternativeNames.append(other) }
        case .deleteAlternativeName(let name, let other):
            if try !find(name).alternativeNames.contains(other) { throw refuse(2) }
            change(name) { $0.alternativeNames.removeAll { $0 == other } }
        case .release(let name):
            let device = try find(name)
            change(name) { $0.master = nil }
            cycle(device)
        case .setAlias(let name, let alias):
            _ = try find(name)
            change(name) { $0.alias = alias }
        case .setMaster(let name, let vrf):
            let device = try find(name)
            let master = try find(vrf).index
            change(name) { $0.master = master }
            cycle(device)
        case .setUp(let name):
            let device = try find(name)
            if let parent = links.first(where: { $0.index == device.parent }), !parent.isUp { throw refuse(100) }
            change(name) { $0.isUp = true }
        case .setDown(let name):
            let device = try find(name)
            change(name) { $0.isUp = false }
            cycle(device)
        case .deleteLink(let name):
            _ = try find(name)
            remove(name)
        case .keepAddresses(let name):
            _ = try find(name)
            keepsAddresses[name] = true
        case .addAddress(let prefix, let device):
            let address = KernelAction.address(prefix, device: try find(device).index)
            if addresses.contains(where: { $0.device == address.device && $0.prefix == prefix }) { throw refuse(17) }
            addresses.append(address)
            flushed.remove(prefix)
        case .deleteAddress(let prefix, let device):
            let index = try find(device).index
            addresses.removeAll { $0.device == index && $0.prefix == prefix }
        case .addRoute(var route, let device):
            if let device {
                let link = try find(device)
                route.device = link.index
                if !link.isUp { throw refuse(100) }
                if let gateway = route.gateway {
                    let near = addresses.first { $0.device == link.index && $0.prefix.contains(gateway) }
                    guard let near, !flushed.contains(near.prefix)
                    else { throw refuse(101, "Nexthop has invalid gateway") }
                }
            }
            if routes.contains(where: { $0.key == route.key }) { throw refuse(17) }
            routes.append(route)
        case .deleteRoute(let route, _):
            guard let position = routes.firstIndex(where: { $0.protocolID == route.protocolID && $0.isSame(as: route) })
            else { throw refuse(3) }
            routes.remove(at: position)
        case .addRule(let rule):
            if rules[rule.family]?.contains(rule) != false { throw refuse(17) }
            rules[rule.family]?.append(rule)
            sortRules(rule.family)
        case .deleteRule(let rule):
            guard let position = rules[rule.family]?.firstIndex(of: rule) else { throw refuse(2) }
            rules[rule.family]?.remove(at: position)
        }
    }

    /// S11 and S12: routes through the device go without a word, IPv6 addresses unless they are kept.
    private mutating func cycle(_ device: NetworkLink) {
        routes.removeAll { $0.device == device.index }
        guard keepsAddresses[device.name] != true else { return }
        addresses.removeAll { $0.device == device.index && $0.prefix.family == .ipv6 }
    }

    private mutating func sortRules(_ family: InternetFamily) {
        rules[family] = rules[family]?.enumerated().sorted {
            ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset)
        }.map(\.element)
    }

    /// An interface that is given to a network counts from its first address of ours on.
    private func isTenants(_ link: NetworkLink) -> Bool {
        DeviceRole.of(link).map { $0.role != .vrf }
            ?? addresses.contains { $0.device == link.index && $0.protocolID == 201 }
    }

    /// A tenant device that is up must be inside of a VRF whose table ends in a reject, behind the rules that keep packets there.
    private mutating func noteBreaches(after action: KernelAction) {
        for link in links where link.isUp && isTenants(link) {
            guard let vrf = links.first(where: { $0.index == link.master }) else {
                breaches.append("\(link.name) is up outside of a VRF after \(action)")
                continue
            }
            for (family, rules) in rules {
                let priorities = rules.filter { $0.isL3MDev }.map(\.priority)
                if priorities != [1000, 1001] || rules.contains(where: { $0.priority == 0 }) {
                    breaches.append("\(link.name) is up with rules \(rules) after \(action)")
                }
                let isRejecting = routes.contains {
                    $0.table == vrf.table && $0.kind == .unreachable && $0.destination == .any(family)
                }
                if vrf.name.hasPrefix("tv-"), !isRejecting {
                    breaches.append("\(link.name) is up without a reject default in \(vrf.name) after \(action)")
                }
            }
        }
    }
}

extension InternetPrefix {
    fileprivate func contains(_ other: InternetAddress) -> Bool {
        guard family == other.family else { return false }
        let shift = UInt128(family.width - length)
        return length == 0 || address.bits >> shift == other.bits >> shift
    }
}
