// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

extension TenantObject.Spec {
    /// What a creation would have to ask for to get what the tenant has, with the network of its name: applied to the tenant, it changes nothing.
    package init(_ tenant: Tenant) {
        self.init()
        if let network = tenant.networks.first(where: { $0.key == NetworkKey(tenant.name) }) { self.init(network) }
        let limits = tenant.quotas.compactMap { quota in quota.limit.map { (quota.resource.rawValue, $0) } }
        quotas = limits.isEmpty ? nil : Dictionary(uniqueKeysWithValues: limits)
    }

    /// What a creation would have to ask for to get what the network has.
    package init(_ network: Network) {
        self.init()
        func some<Value>(_ values: [Value]) -> [String]? { values.isEmpty ? nil : values.map { "\($0)" } }
        func count(_ family: AddressFamily) -> Int? {
            let count = network.loadBalancerAddresses.filter { $0.family == family }.count
            return count == 0 ? nil : count
        }
        let spec = network.spec
        connectivity = spec.connectivity.rawValue
        cidrs = some(network.cidrs)
        publicIPs = count(.ipv4)
        publicIPsV6 = count(.ipv6)
        egressIPs = network.egressAddresses.count > 1 ? network.egressAddresses.count : nil
        namespaces = some(spec.namespaces)
        uplink = spec.uplinkParent?.description
        vlan = spec.takesInterface == true ? "none" : network.vlan.map { String($0) }
        mtu = spec.mtu
        gateways = some(spec.gateways)
        announce = spec.announcement.rawValue
        bgpASN = spec.bgp.map { Int64($0.asn) }
        bgpPeer = spec.bgp?.peer.description
        options = NetworkOptionsObject(spec.extras)
    }
}
