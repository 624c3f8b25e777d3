// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
package import TenancyCore

/// Which tables' routes have to be looked at: a look that reads a million routes because one uplink flapped would come too late for it.
package struct RouteScope: Sendable, Equatable {
    /// Whether all tables have to be looked at: after a start, a loss of events, and at the audit.
    package var isAll = false
    package var tables: Set<UInt32> = []
    /// Networks whose table has to be looked at, whichever it is by then.
    package var networks: Set<NetworkKey> = []

    /// Devices whose VRF's table has to be looked at.
    package var devices: Set<UInt32> = []

    package init() {}

    package static let all: RouteScope = {
        var scope = RouteScope()
        scope.isAll = true
        return scope
    }()

    package mutating func formUnion(_ other: RouteScope) {
        isAll = isAll || other.isAll
        tables.formUnion(other.tables)
        networks.formUnion(other.networks)
        devices.formUnion(other.devices)
    }

    /// The tables by number; nil for all.
    func resolved(_ desired: KernelState, in observation: KernelObservation) -> Set<UInt32>? {
        if isAll { return nil }
        var tables = tables
        if !devices.isEmpty {
            let vrfs = Dictionary(
                observation.links.filter { $0.kind == "vrf" }.map { ($0.index, $0.table) }
            ) { first, _ in first }
            for link in observation.links where devices.contains(link.index) {
                if let table = vrfs[link.master ?? link.index] ?? nil { tables.insert(table) }
            }
        }
        if networks.isEmpty { return tables }
        let links = Dictionary(observation.links.map { ($0.name, $0) }) { first, _ in first }
        // A way into another VRF goes with that VRF.
        for network in desired.networks
        where networks.contains(network.key) || network.leaks.contains(where: { networks.contains($0.owner) }) {
            switch network.vrf {
            case .own(_, let table): tables.insert(UInt32(table))
            case .attached(let name): if let table = links[name.description]?.table { tables.insert(table) }
            }
        }
        return tables
    }
}
