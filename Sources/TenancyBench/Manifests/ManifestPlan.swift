// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// A plan to render, without a store: a third of the tenants for each connectivity.
struct ManifestPlan {
    private var tenants: [Tenant] = []
    private var revision: Int64 = 1

    init(count: Int) throws {
        tenants = try (0..<count).map { try Self.tenant($0, addresses: 2) }
    }

    var snapshot: PlanSnapshot { PlanSnapshot(revision: revision, tenants: tenants) }

    /// Gives one tenant another number of addresses.
    mutating func change(_ number: Int) throws {
        revision += 1
        tenants[number] = try Self.tenant(number, addresses: 3 + Int(revision % 2))
    }

    static func settings() throws -> ClusterSettings {
        ClusterSettings(
            ovnRelease: .release13, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512,
            routerID: try IPAddress(parsing: "192.0.2.254"), l2Interfaces: [try InterfaceName("br-ex")],
            anchor: try Prefix(parsing: "192.0.2.255/32"))
    }

    private static func tenant(_ number: Int, addresses: Int) throws -> Tenant {
        let name = try TenantName("t\(number)")
        let key = NetworkKey(name)
        let connectivities: [Connectivity] = [.vrfLite, .egressIP, .hostVRF]
        let connectivity = connectivities[number % connectivities.count]
        func prefix(_ base: String, _ offset: Int, _ length: Int) throws -> Extent {
            let first = try IPAddress(parsing: base).bits + UInt128(offset) << UInt128(32 - length)
            return Extent(try Prefix(parsing: "\(IPAddress(bits: first))/\(length)"))
        }
        var extents: [(AllocationRole, Extent)] = [(.cidr, try prefix("10.0.0.0", number, 24))]
        extents += try (0..<addresses).map { (.loadBalancer, try prefix("100.0.0.0", number * 8 + $0, 32)) }
        if connectivity == .egressIP { extents.append((.egress, try prefix("101.0.0.0", number, 32))) }
        let gateway = try IPAddress(parsing: "172.16.0.0").bits + UInt128(number * 2)
        if connectivity.hasVRF { extents.append((.transit, try prefix("172.16.0.0", number, 31))) }
        let time = Timestamp(microseconds: 0)
        let spec = NetworkSpec(
            connectivity: connectivity, generation: 1, namespaces: [try NamespaceName("t\(number)")],
            uplinkParent: connectivity.hasVRF ? try InterfaceName("eno1") : nil,
            gateways: connectivity.hasVRF ? [IPAddress(bits: gateway)] : [],
            announcement: connectivity.hasVRF ? .bgp : .l2,
            bgp: connectivity.hasVRF ? NetworkSpec.BGP(asn: 64_513, peer: IPAddress(bits: gateway)) : nil)
        let allocations = extents.map { role, extent in
            Allocation(
                scope: .shared, pool: nil, extent: extent, tenant: name, network: key, role: role, since: time)
        }
        let network = Network(key: key, tenant: name, spec: spec, allocations: allocations)
        return Tenant(name: name, labels: ["tier": "gold"], created: time, networks: [network])
    }
}
