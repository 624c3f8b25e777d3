// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyKernel

/// The running kernel with a VRF and a VLAN where it may have neither: routes need no VRF to be in its table, so a pair of virtual Ethernet devices is taken for
/// the uplink, and a VRF is reported that is not there. Everything else is the product's own way to the kernel.
struct NamespaceKernel: RunningKernel, ~Copyable {
    static let vrf = "tv-bench"
    static let uplink = "tu-bench"
    static let parent = "bench0"
    static let table: UInt32 = 256
    static let vlan: UInt16 = 100
    private static let vrfIndex: UInt32 = 1 << 30

    private var live: LiveKernel

    init() throws(NetlinkError) { live = try LiveKernel() }

    var port: UInt32 { live.port }

    mutating func observe(isWhole: Bool) throws(NetlinkError) -> KernelObservation {
        var observation = try live.observe(isWhole: isWhole)
        let parent = observation.links.first { $0.name == Self.parent }?.index
        for position in observation.links.indices where observation.links[position].name == Self.uplink {
            observation.links[position].kind = "vlan"
            observation.links[position].vlan = Self.vlan
            observation.links[position].parent = parent
            observation.links[position].master = Self.vrfIndex
        }
        observation.links.append(
            NetworkLink(
                index: Self.vrfIndex, name: Self.vrf, kind: "vrf", table: Self.table, group: DeviceRole.group,
                alias: DeviceRole.vrf.alias("bench"), isUp: true))
        return observation
    }

    mutating func routes(
        of protocolID: UInt8, in tables: Set<UInt32>?
    ) throws(NetlinkError) -> [UInt32: [Route]] {
        guard protocolID == 2 else { return try live.routes(of: protocolID, in: tables) }
        // A real VRF has the routes of its members' addresses in its own table.
        return [Self.table: try live.routes(of: protocolID, in: [254, 255]).values.flatMap { $0 }]
    }

    mutating func defaultDevices() throws(NetlinkError) -> Set<UInt32> { try live.defaultDevices() }

    mutating func perform(_ operations: OperationList) throws(NetlinkError) -> [Int: NetlinkError] {
        try live.perform(operations)
    }

    mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String? {
        try live.routeInTheWay(of: route)
    }

    mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route] { try live.lookUp(lookups) }
}
