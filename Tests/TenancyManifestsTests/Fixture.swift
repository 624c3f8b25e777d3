// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// Plans to render.
enum Fixture {
    static func settings(
        _ release: ClusterSettings.OVNRelease = .release13, flavor: GitOpsSettings.Flavor = .plain
    ) throws -> ClusterSettings {
        var settings = ClusterSettings(
            ovnRelease: release, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64512,
            routerID: try IPAddress(parsing: "192.0.2.254"), l2Interfaces: [try InterfaceName("br-ex")],
            anchor: try Prefix(parsing: "192.0.2.255/32"))
        settings.gitOps.flavor = flavor
        settings.gitOps.url = "https://git.example.com/platform/tenants.git"
        settings.gitOps.folder = "cluster-a"
        settings.gitOps.secret = "tenancy-git"
        return settings
    }

    /// A network in whose namespaces nobody but their owner makes a Namespace.
    static func adopted(_ network: Network) -> Network {
        var spec = network.spec
        spec.extras.adoptNamespaces = true
        return Network(key: network.key, tenant: network.tenant, spec: spec, allocations: network.allocations)
    }

    /// Three environments: one in the cluster that applies, two by way of the API server or the Secret of theirs.
    static func environments() throws -> [GitOpsEnvironment] {
        let names = ["dev", "staging", "prod"]
        return try names.map { name in
            var environment = GitOpsEnvironment(
                name: try EnvironmentName(name), branch: name == "prod" ? "release" : "main",
                folder: name == "dev" ? "cluster-a" : "clusters/\(name)")
            environment.server = name == "dev" ? nil : "https://\(name).example.com:6443"
            environment.kubeConfig = name == "dev" ? nil : "\(name)-kubeconfig"
            return environment
        }
    }

    /// The same with a fabric, where the release knows of any.
    static func withFabric(_ settings: ClusterSettings) throws -> ClusterSettings {
        guard ClusterFeature.evpn.isKnown(to: settings.ovnRelease) else { return settings }
        var settings = settings
        settings.features.insert(.evpn)
        settings.evpn = ClusterSettings.EVPN(
            vtep: [try Prefix(parsing: "100.127.0.0/24")],
            peers: [NetworkSpec.BGP(asn: 64513, peer: try IPAddress(parsing: "192.0.2.1"))])
        return settings
    }

    static func snapshot(_ networks: [Network], leaks: [Leak] = []) -> PlanSnapshot {
        let tenants = Dictionary(grouping: networks, by: \.tenant).map { name, networks in
            Tenant(name: name, labels: ["tier": "gold"], created: Timestamp(microseconds: 0), networks: networks)
        }
        return PlanSnapshot(revision: 7, tenants: tenants, leaks: leaks)
    }

    /// A network with its own addresses; `index` keeps those of several networks apart.
    static func network(
        _ name: String, _ connectivity: Connectivity, _ announcement: NetworkSpec.Announcement = .l2, index: Int = 1,
        dualStack: Bool = false, namespaces: [String]? = nil, loadBalancer: Int = 2, egress: Int = 1,
        peer: String? = nil, floating: [String] = []
    ) throws -> Network {
        let tenant = try TenantName(name)
        let key = NetworkKey(tenant)
        var allocations: [Allocation] = []
        func add(_ role: AllocationRole, _ prefix: String) throws {
            allocations.append(
                Allocation(
                    scope: .shared, pool: nil, extent: Extent(try Prefix(parsing: prefix)), tenant: tenant,
                    network: key,
                    role: role, since: Timestamp(microseconds: 0)))
        }
        try add(.cidr, "10.\(index).0.0/16")
        if dualStack { try add(.cidr, "fd00:\(index)::/64") }
        for number in 0..<loadBalancer {
            try add(.loadBalancer, "198.51.\(100 + (index * 8 + number) / 256).\((index * 8 + number) % 256)/32")
            if dualStack { try add(.loadBalancer, "2001:db8:\(index)::\(number + 1)/128") }
        }
        for address in floating { try add(.floating, "\(Prefix(IPAddress(parsing: address)))") }
        if connectivity == .egressIP {
            for number in (index * 8)..<(index * 8 + egress) {
                try add(.egress, "203.0.\(113 + number / 256).\(number % 256)/32")
            }
        } else if connectivity.hasUplink {
            try add(.transit, "172.31.\(index).0/31")
            if dualStack { try add(.transit, "fd01:\(index)::/127") }
            for (role, number) in [(AllocationRole.vlan, 100 + index), (.table, 300 + index)] {
                let value = UInt128(number)
                allocations.append(
                    Allocation(
                        scope: .numbers(role == .vlan ? .vlan : .table), pool: nil,
                        extent: Extent(value), tenant: tenant, network: key,
                        role: role, since: Timestamp(microseconds: 0)))
            }
        }
        let address = try IPAddress(parsing: peer ?? "172.31.\(index).0")
        var spec = NetworkSpec(
            connectivity: connectivity, generation: 1,
            namespaces: try (namespaces ?? [name]).map { try NamespaceName($0) },
            uplinkParent: connectivity.hasUplink ? try InterfaceName("eno1") : nil,
            gateways: connectivity.hasUplink ? [address] : [], announcement: announcement,
            bgp: announcement == .bgp ? NetworkSpec.BGP(asn: 64513, peer: address) : nil)
        if connectivity == .evpn {
            spec.evpn = NetworkSpec.EVPN(
                macVNI: 1000 + index * 2, ipVNI: 1001 + index * 2, routeTargetASN: index.isMultiple(of: 7) ? nil : 64512
            )
        }
        return Network(key: key, tenant: tenant, spec: spec, allocations: allocations)
    }

    /// The connectivities of a release.
    static func connectivities(_ release: ClusterSettings.OVNRelease) -> [Connectivity] {
        Connectivity.allCases.filter { $0 != .evpn || ClusterFeature.evpn.isKnown(to: release) }
    }

    /// Connections of each kind between every other pair of networks that OVN-Kubernetes connects: vrf-lite with egress-ip, and egress-ip with itself.
    static func connections(of networks: [Network]) throws -> [Leak] {
        let egress = networks.filter { $0.spec.connectivity == .egressIP }
        let lite = networks.filter { $0.spec.connectivity == .vrfLite }
        let pairs = zip(egress, egress.dropFirst()).map { ($0, $1) } + zip(lite, egress).map { ($0, $1) }
        return try pairs.enumerated().compactMap { index, pair in
            let families = Set(pair.0.cidrs.map(\.family))
            guard families == Set(pair.1.cidrs.map(\.family)) else { return nil }
            let reach = [[Leak.Reach.pods], [.services], [.pods, .services]][index % 3]
            let subnets = try families.map { family in
                try Prefix(
                    parsing: family == .ipv4
                        ? "10.255.\(index).0/24" : "fd0f:ffff::\(String(index * 256, radix: 16))/120")
            }
            return Leak(
                name: try LeakName("way\(index)"), source: pair.0.key, target: pair.1.key, prefixes: pair.0.cidrs,
                returned: pair.1.cidrs, created: Timestamp(microseconds: 0),
                connection: Leak.Connection(reach: reach, subnets: subnets))
        }
    }

    /// Ways between VRFs, one of them without a way back.
    static func leaks(of networks: [Network]) throws -> [Leak] {
        let own = networks.filter { $0.vrf != nil }
        return try zip(own, own.dropFirst()).prefix(4).enumerated().map { index, pair in
            Leak(
                name: try LeakName("leak\(index)"), source: pair.0.key, target: pair.1.key,
                prefixes: pair.0.cidrs.filter { $0.family == .ipv4 },
                returned: index == 0 ? [] : pair.1.cidrs.filter { $0.family == .ipv4 },
                created: Timestamp(microseconds: 0))
        }
    }

    /// A tenant for every connectivity of a release, announcement and set of families.
    static func everyCombination(_ release: ClusterSettings.OVNRelease = .release13) throws -> [Network] {
        var networks: [Network] = []
        for connectivity in connectivities(release) {
            for announcement in NetworkSpec.Announcement.allCases {
                for dualStack in [false, true] {
                    let name = "\(connectivity.rawValue.prefix(4))-\(announcement)\(dualStack ? "-ds" : "")"
                    networks.append(
                        try network(
                            name, connectivity, announcement, index: networks.count + 1, dualStack: dualStack))
                }
            }
        }
        return networks
    }

    /// Settings with everything that a namespace and a peer can get.
    static func everything(
        _ release: ClusterSettings.OVNRelease = .release13, flavor: GitOpsSettings.Flavor = .plain
    ) throws -> ClusterSettings {
        var settings = try settings(release, flavor: flavor)
        settings.features = Set(ClusterFeature.allCases.filter { $0.isKnown(to: release) })
        settings.bfd = .init(receive: 300, transmit: 300, multiplier: 3)
        settings.namespaceDefaults.quota = ["requests.cpu": "20"]
        settings.namespaceDefaults.limits = ["memory": "512Mi"]
        settings.namespaceDefaults.requests = ["cpu": "100m"]
        settings.namespaceDefaults.isolates = true
        settings.namespaceDefaults.role = "edit"
        settings.namespaceDefaults.group = "tenant-{tenant}"
        settings.namespaceDefaults.egressAllow = [
            try Prefix(parsing: "198.18.0.0/15"), try Prefix(parsing: "2001:db8:f::/48"),
        ]
        settings.namespaceDefaults.quality = .init(dscp: 10, rate: 1_000_000, burst: 100_000)
        return try withFabric(settings)
    }

    /// A network with what its connectivity and the release allow to be asked for.
    static func withExtras(
        _ network: Network, turn: Int = 0, release: ClusterSettings.OVNRelease = .release13
    ) throws -> Network {
        var spec = network.spec
        if network.cudn != nil {
            switch turn % 3 {
            case 0:
                // A /64 cannot be parted for nodes.
                if network.cidrs.allSatisfy({ $0.family == .ipv4 }) {
                    spec.extras.topology = .layer3
                    spec.evpn = spec.evpn.map {
                        NetworkSpec.EVPN(macVNI: nil, ipVNI: $0.ipVNI, routeTargetASN: $0.routeTargetASN)
                    }
                }
            case 1: spec.extras.persistentIPs = true
            default:
                guard ClusterFeature.preconfiguredAddresses.isKnown(to: release) else { break }
                let halves = try network.cidrs.map { cidr in
                    let length = cidr.length + 4
                    let last = IPAddress(bits: cidr.first.bits + (UInt128(1) << UInt128(128 - cidr.bits - 4)))
                    return (
                        first: try Prefix(parsing: "\(cidr.first)/\(length)"),
                        next: try Prefix(parsing: "\(last)/\(length)")
                    )
                }
                spec.extras.infrastructureSubnets = halves.map(\.first)
                spec.extras.reservedSubnets = halves.map(\.next)
            }
        } else if let namespace = spec.namespaces.first {
            spec.extras.egressServices = ["\(namespace)/web"]
        }
        if network.cudn != nil, !turn.isMultiple(of: 4) {
            spec.extras.joinSubnets = try Set(network.cidrs.map(\.family)).sorted().map {
                try Prefix(parsing: $0 == .ipv4 ? "100.70.0.0/16" : "fd98::/64")
            }
        }
        if spec.announcement == .bgp { spec.extras.communities = ["64512:100", "large:64512:1:2"] }
        spec.extras.group = turn.isMultiple(of: 2) ? "org:\(network.tenant)" : nil
        return Network(key: network.key, tenant: network.tenant, spec: spec, allocations: network.allocations)
    }

    /// Tenants over all combinations, again and again, with namespaces, addresses and floating addresses of changing number.
    static func matrix(_ count: Int, _ release: ClusterSettings.OVNRelease = .release13) throws -> [Network] {
        let connectivities = connectivities(release)
        let announcements = NetworkSpec.Announcement.allCases
        return try (0..<count).map { index in
            let connectivity = connectivities[index % connectivities.count]
            let turn = index / connectivities.count
            let announcement = announcements[turn % announcements.count]
            let name = "t\(index)"
            return try network(
                name, connectivity, announcement, index: index + 1, dualStack: (turn / 2).isMultiple(of: 2),
                namespaces: (0...(index % 3)).map { "\(name)-\($0)" }, loadBalancer: index % 4,
                egress: 1 + index % 3, floating: index.isMultiple(of: 5) ? ["192.0.0.\(index + 1)"] : [])
        }
    }
}
