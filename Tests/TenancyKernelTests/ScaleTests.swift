// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

/// The size that has to be borne: 4,000 networks in VRFs of OVN-Kubernetes, 700 in VRFs of our own, 1,000,000 routes. A quadratic step would take hours.
@Suite("Many networks and routes", .timeLimit(.minutes(5)))
struct ScaleTests {
    private static let attached = 4000
    private static let own = 700

    private static func network(_ number: Int) throws -> KernelNetwork {
        let key = try NetworkKey("n\(number)")
        let isOwn = number < own
        let any = IPAddress(ipv4: 0).bits
        let routes = (0..<(isOwn ? 1000 : 75)).map { route in
            KernelNetwork.Route(
                destination: Prefix(IPAddress(bits: any + UInt128(number * 1024 + route))),
                target: .gateway(IPAddress(ipv4: 0xc633_6400), device: key.uplink),
                metric: KernelNetwork.routeMetric)
        }
        return KernelNetwork(
            key: key,
            vrf: isOwn ? .own(name: key.vrf, table: 256 + number) : .attached(name: try InterfaceName("c\(number)-g1")),
            bridge: nil,
            uplink: .init(
                name: key.uplink, parent: try InterfaceName("eno\(number / 4000)"), vlan: 1 + number % 4000,
                addresses: [.init(address: IPAddress(ipv4: 0xc633_6401), length: 31)]),
            routes: routes)
    }

    /// The kernel with OVN-Kubernetes' part of it, and with ours or without it.
    private static func kernel(_ desired: KernelState, isWhole: Bool) -> KernelObservation {
        var observation = KernelObservation(
            links: [NetworkLink(index: 1, name: "lo", isUp: true)]
                + (0..<2).map { NetworkLink(index: 2 + $0, name: "eno\($0)", isUp: true) })
        for family in InternetFamily.allCases {
            observation.rules[family] = [
                Rule(family: family, priority: 0, table: 255, protocolID: 2),
                Rule(family: family, priority: 1000, isL3MDev: true, protocolID: 2),
            ]
        }
        var index: UInt32 = 10
        func add(_ link: NetworkLink) {
            observation.links.append(link)
            index += 1
        }
        for network in desired.networks {
            let master = index
            var table: UInt32 = 0
            switch network.vrf {
            case .attached(let name):
                table = 1000 + index
                add(NetworkLink(index: index, name: name.description, kind: "vrf", table: table, isUp: true))
                add(NetworkLink(index: index, name: "ovn-k8s-mp\(index)", master: master, isUp: true))
            case .own(let name, let number):
                table = UInt32(number)
                guard isWhole else { continue }
                add(
                    NetworkLink(
                        index: index, name: name.description, kind: "vrf", table: table, group: DeviceRole.group,
                        alias: DeviceRole.vrf.alias(network.key.description), isUp: true))
            }
            guard isWhole, let uplink = network.uplink, case .vlan(let id, let parent) = uplink.kind else { continue }
            let device = index
            add(
                NetworkLink(
                    index: device, name: uplink.name.description, kind: "vlan", vlan: UInt16(id),
                    parent: parent.description == "eno0" ? 2 : 3, master: master, group: DeviceRole.group,
                    alias: DeviceRole.uplink.alias(network.key.description), isUp: true))
            observation.addresses.append(
                AssignedAddress(device: device, prefix: InternetPrefix(uplink.addresses[0]), protocolID: 201))
            observation.connected[table] = [(0xc633_6400, 31, RouteKind.unicast), (0xc633_6401, 32, .local)].map {
                Route(
                    destination: InternetPrefix(InternetAddress(ipv4: $0.0), length: $0.1), table: table, kind: $0.2,
                    device: device, protocolID: 2)
            }
            observation.routes[table] = network.routes.map { $0.inTable(table) { _ in device }.route }
        }
        return observation
    }

    @Test("everything is planned from nothing, nothing when all is there, and one network's when it has lost them")
    func plans() throws {
        let desired = KernelState(revision: 1, networks: try (0..<Self.own + Self.attached).map(Self.network))
        let fresh = KernelPlanner.plan(desired, from: Self.kernel(desired, isWhole: false))
        #expect(fresh.failures == [])
        #expect(fresh.stages[KernelOperation.Stage.addRoutes.rawValue].count == 1_000_000)
        // A VLAN, its alias, its way up and its address for each network; a VRF, its alias and its way up for ours; 1,400 fences and 3 rules per family.
        let others = fresh.stages.map(\.count).reduce(0, +) - 1_000_000
        let devices = 4700 * 4 + 700 * 3
        #expect(others == devices + 2 * (KernelPlanner.fenceLimit + 3))

        var whole = Self.kernel(desired, isWhole: true)
        let settled = KernelPlanner.plan(desired, from: whole)
        #expect(settled.failures == [])
        #expect(settled.operations.allSatisfy { $0.action.difference.contains("rule") })

        // An uplink has flapped: its table alone is read, and written.
        let flapped = desired.networks[4321]
        let scope: RouteScope = {
            var scope = RouteScope()
            scope.networks = [flapped.key]
            return scope
        }()
        let tables = try #require(scope.resolved(desired, in: whole))
        #expect(tables.count == 1)
        whole.tables = tables
        whole.routes = [:]
        let repair = KernelPlanner.plan(desired, from: whole)
        let routes = repair.stages[KernelOperation.Stage.addRoutes.rawValue]
        #expect(routes.count == flapped.routes.count && routes.allSatisfy { $0.network == flapped.key })
        #expect(repair.stages[KernelOperation.Stage.removeStaleRoutes.rawValue].isEmpty)
    }

    @Test("an event names the tables that may have lost routes, of two sorts of VRFs and of thousands of devices")
    func events() throws {
        let desired = KernelState(revision: 1, networks: try (0..<Self.own + Self.attached).map(Self.network))
        let whole = Self.kernel(desired, isWhole: true)
        let interest = KernelInterest(desired, whole)
        for name in ["tu-n7", "tu-n3000"] {
            let link = try #require(whole.links.first { $0.name == name })
            let table = try #require(whole.links.first { $0.index == link.master }?.table)
            for event in [
                NetworkEvent.link(index: link.index, name: name, kind: "vlan"), .address(device: link.index),
            ] {
                var scope = RouteScope()
                #expect(interest.note(event, in: &scope))
                #expect(scope.resolved(desired, in: whole) == [table], "\(event)")
            }
        }
        // A device that came since the last look is found by its VRF.
        var scope = RouteScope()
        #expect(interest.note(.address(device: 1 << 20), in: &scope))
        var changed = whole
        let master = try #require(whole.links.first { $0.name == "tv-n7" })
        changed.links.append(NetworkLink(index: 1 << 20, name: "new", master: master.index))
        #expect(scope.resolved(desired, in: changed) == [263])
        // All reject routes of IPv6 are on the loopback device.
        #expect(interest.note(.link(index: 1, name: "lo", kind: nil), in: &scope) && scope.isAll)
    }
}
