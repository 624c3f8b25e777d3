// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Fields {
    /// What a network has and how it is reached.
    mutating func add(_ network: NetworkObject) {
        add("Network", network.name)
        add("Connectivity", network.connectivity)
        add("CIDR", each: network.cidrs)
        add("Gateway", each: network.gateways)
        add("Namespaces", ifAny: network.namespaces.joined(separator: ", "))
        add("Public addresses", each: network.publicAddresses)
        add("Egress addresses", each: network.egressAddresses)
        add("Floating addresses", ifAny: network.floatingAddresses?.joined(separator: ", "))
        add("Reserved addresses", ifAny: network.reservedAddresses?.joined(separator: ", "))
        add("Announced by", ifAny: network.publicAddresses.isEmpty ? nil : network.announcement)
        add("CUDN", ifAny: network.cudn)
        add("VRF", ifAny: network.vrf.map { vrf in network.table.map { "\(vrf), table \($0)" } ?? vrf })
        add("EVPN", ifAny: network.evpn?.text)
        add("Uplink", ifAny: network.uplinkText)
        add("Link", each: network.links.map { "\($0.subnet), node \($0.address), provider \($0.gateway)" })
    }
}

extension NetworkObject {
    fileprivate var announcement: String {
        bgp.map { "\(announce), peer \($0.peer) AS \($0.asn)" } ?? announce
    }

    fileprivate var uplinkText: String? {
        guard let uplink else { return nil }
        let place = parent.map { parent in vlan.map { ", VLAN \($0) on \(parent)" } ?? " on \(parent)" }
        return uplink + (place ?? ", without a VLAN") + (mtu.map { ", MTU \($0)" } ?? "")
    }
}

extension NetworkObject.EVPNObject {
    fileprivate var text: String {
        (macVNI.map { "VNI \($0) for the MAC-VRF, " } ?? "") + "VNI \(ipVNI) for the IP-VRF"
            + (routeTargetASN.map { ", route targets \($0):VNI" } ?? "")
    }
}
