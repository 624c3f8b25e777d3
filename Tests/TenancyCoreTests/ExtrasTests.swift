// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("What can be asked for a network in the cluster")
struct ExtrasTests {
    var site: PlannedSite
    private let everything: PlanSettings

    init() throws {
        site = try PlannedSite()
        var settings = PlanSettings(defaultUplink: try InterfaceName("eno1"), defaultPeerASN: 64_513)
        settings.features = Set(ClusterFeature.allCases)
        everything = settings
        try site.run(PlannedSite.tenant("acme", "10.0.0.0/24"))
        try site.run(
            .createPool(
                PoolRequest(
                    name: try PoolName("links6"), kind: .transit,
                    range: try Extent(parsingAddresses: "2001:db8:ff::/120"),
                    quarantine: .seconds(60))))
    }

    private static func options(_ change: (inout NetworkExtras) throws -> Void) rethrows -> NetworkExtras {
        var extras = NetworkExtras()
        try change(&extras)
        return extras
    }

    private static func network(
        _ extras: NetworkExtras, _ connectivity: Connectivity = .vrfLite, _ cidr: String = "10.1.0.0/16"
    ) throws -> Command {
        try PlannedSite.network("acme-x", of: "acme", cidr, connectivity) {
            $0.extras = extras
            $0.namespaces = [try NamespaceName("web")]
        }
    }

    @Test("it is kept with the network, in order")
    mutating func kept() throws {
        let wanted = try Self.options {
            $0.persistentIPs = true
            $0.reservedSubnets = [try Prefix(parsing: "10.1.128.0/20"), try Prefix(parsing: "10.1.16.0/20")]
            $0.infrastructureSubnets = [try Prefix(parsing: "10.1.0.0/28")]
            $0.communities = ["64513:2", "64513:1", "64513:2"]
            $0.group = "oidc:acme"
        }
        let plan = try site.run(Self.network(wanted), settings: everything)
        let extras = try #require(plan.network?.spec.extras)
        #expect(extras.reservedSubnets?.map(\.description) == ["10.1.16.0/20", "10.1.128.0/20"])
        #expect(extras.communities == ["64513:1", "64513:2"])
        #expect(extras.persistentIPs == true && extras.group == "oidc:acme")
    }

    @Test("what the cluster is not declared to do is refused, and says what to declare")
    mutating func undeclared() throws {
        let reserved = try Self.options { $0.reservedSubnets = [try Prefix(parsing: "10.1.16.0/20")] }
        let cases: [(NetworkExtras, Connectivity, String)] = [
            (Self.options { $0.persistentIPs = true }, .vrfLite, "persistent-ips"),
            (reserved, .vrfLite, "preconfigured-addresses"),
            (Self.options { $0.egressServices = ["web/front"] }, .hostVRF, "egress-service"),
        ]
        for (extras, connectivity, feature) in cases {
            var settings = everything
            settings.features = Set(ClusterFeature.allCases).subtracting(
                ClusterFeature.allCases.filter { $0.rawValue == feature })
            let error = site.refusal(try Self.network(extras, connectivity), settings: settings)
            #expect(error?.code == .unsupported)
            let since = ClusterFeature(rawValue: feature)?.since.rawValue ?? ""
            #expect(
                error?.hint
                    == "when it has, from OVN-Kubernetes \(since) on, add \(feature) to cluster.features in the configuration"
            )
            #expect(site.refusal(try Self.network(extras, connectivity), settings: everything) == nil, "\(feature)")
            try site.run(.deleteNetwork(NetworkKey("acme-x")))
        }
    }

    @Test("what cannot work is refused with its reason")
    mutating func refused() throws {
        func prefix(_ text: String) throws -> Prefix { try Prefix(parsing: text) }
        let cases: [(NetworkExtras, Connectivity, String, String)] = try [
            (
                Self.options { $0.topology = .layer3 }, .hostVRF, "10.1.0.0/16",
                "options.topology: a host-vrf network is no network of the cluster"
            ),
            (
                Self.options { $0.topology = .layer3 }, .vrfLite, "fd00:1::/64",
                "options.topology: fd00:1::/64 is too small to be parted for nodes"
            ),
            (
                Self.options {
                    $0.topology = .layer3; $0.persistentIPs = true
                }, .vrfLite, "10.1.0.0/16",
                "options.persistentIPs: a layer3 network has none"
            ),
            (
                Self.options { $0.joinSubnets = [try prefix("fd98::/64")] }, .vrfLite, "10.1.0.0/16",
                "options.joinSubnets: fd98::/64 is of a family that the network does not have"
            ),
            (
                Self.options { $0.joinSubnets = [try prefix("100.70.0.0/16"), try prefix("100.71.0.0/16")] }, .vrfLite,
                "10.1.0.0/16", "options.joinSubnets: 100.71.0.0/16 is the second one of its family"
            ),
            (
                Self.options { $0.joinSubnets = [try prefix("100.70.0.0/30")] }, .vrfLite, "10.1.0.0/16",
                "options.joinSubnets: 100.70.0.0/30 is too small for the routers"
            ),
            (
                Self.options { $0.joinSubnets = [try prefix("10.0.0.0/8")] }, .vrfLite, "10.1.0.0/16",
                "options.joinSubnets: 10.0.0.0/8 overlaps 10.1.0.0/16 of the network"
            ),
            (
                Self.options { $0.joinSubnets = [try prefix("100.70.0.0/16")] }, .hostVRF, "10.1.0.0/16",
                "options.topology: a host-vrf network is no network of the cluster"
            ),
            (
                Self.options { $0.reservedSubnets = [try prefix("10.2.0.0/24")] }, .vrfLite, "10.1.0.0/16",
                "options.reservedSubnets: 10.2.0.0/24 is in no CIDR of the network"
            ),
            (
                Self.options { $0.reservedSubnets = [try prefix("10.1.0.0/24")] }, .vrfLite, "10.1.0.0/16",
                "options.reservedSubnets: 10.1.0.0/24 has the gateway 10.1.0.1"
            ),
            (
                Self.options { $0.reservedSubnets = [try prefix("10.1.1.0/24"), try prefix("10.1.1.128/25")] },
                .vrfLite,
                "10.1.0.0/16", "options.reservedSubnets: 10.1.1.128/25 overlaps 10.1.1.0/24"
            ),
            (
                Self.options { $0.infrastructureSubnets = [try prefix("10.1.1.0/24")] }, .vrfLite, "10.1.0.0/16",
                "options.infrastructureSubnets: the gateway 10.1.0.1 is in none of them"
            ),
            (
                Self.options { $0.egressServices = ["web/front"] }, .vrfLite, "10.1.0.0/16",
                "options.egressServices: OVN-Kubernetes has no EgressService for networks of its own"
            ),
            (
                Self.options { $0.egressServices = ["db/front"] }, .hostVRF, "10.1.0.0/16",
                "options.egressServices: namespace db is none of the network"
            ),
            (
                Self.options { $0.egressServices = ["front"] }, .hostVRF, "10.1.0.0/16",
                "options.egressServices: 'front' is not NAMESPACE/SERVICE"
            ),
            (
                Self.options { $0.communities = ["70000:1"] }, .vrfLite, "10.1.0.0/16",
                "options.communities: '70000:1' is neither A:B nor large:A:B:C"
            ),
            (
                Self.options { $0.group = "two words" }, .vrfLite, "10.1.0.0/16",
                "options.group: a group has 1 to 253 printable characters without spaces"
            ),
        ]
        for (extras, connectivity, cidr, message) in cases {
            let error = site.refusal(try Self.network(extras, connectivity, cidr), settings: everything)
            #expect(error?.message == message, "\(error?.message ?? "accepted")")
        }
        let l2 = try PlannedSite.network("acme-x", of: "acme", "10.1.0.0/16", .hostVRF) {
            $0.extras.communities = ["1:1"]
            $0.announcement = .l2
        }
        #expect(
            site.refusal(l2, settings: everything)?.message
                == "options.communities: only a network that BGP announces has them")
    }

    @Test("who makes the namespaces is decided once, and there has to be one", arguments: [false, true])
    mutating func adoption(isAdopted: Bool) throws {
        let adopted = Self.options { $0.adoptNamespaces = isAdopted }
        let plan = try site.run(Self.network(adopted), settings: everything)
        #expect(plan.network?.spec.extras.adoptNamespaces == (isAdopted ? true : nil))
        func document(_ value: Bool?) throws -> Command {
            guard case .createNetwork(let request) = try Self.network(Self.options { $0.adoptNamespaces = value })
            else {
                return .expire
            }
            return .apply(ApplyRequest([.network(request)]))
        }
        #expect(try site.run(document(nil), settings: everything).steps.isEmpty)
        #expect(try site.run(document(isAdopted), settings: everything).steps.isEmpty)
        let error = site.refusal(try document(!isAdopted), settings: everything)
        #expect(error?.code == .unsupported && error?.field == "options.adoptNamespaces")
        #expect(error?.message.contains("cannot change: a Namespace that leaves Git is deleted") == true)
        #expect(error?.hint?.contains("tenancyctl network create NAME --tenant acme") == true)

        let none = try PlannedSite.network("acme-y", of: "acme", "10.2.0.0/16", .hostVRF) {
            $0.extras.adoptNamespaces = true
        }
        let refused = site.refusal(none, settings: everything)
        #expect(refused?.message == "options.adoptNamespaces: the network has no namespaces")
    }

    @Test("documents change what can change, and are refused what is for life")
    mutating func documents() throws {
        try site.run(Self.network(Self.options { $0.topology = .layer3 }), settings: everything)
        func document(_ extras: NetworkExtras) throws -> Command {
            guard case .createNetwork(let request) = try Self.network(extras) else { return .expire }
            return .apply(ApplyRequest([.network(request)]))
        }
        let grouped = try site.run(document(Self.options { $0.group = "oidc:acme" }), settings: everything)
        #expect(grouped.steps.map { "\($0.object) \($0.detail)" } == ["network acme-x options"])
        #expect(try site.run(document(NetworkExtras()), settings: everything).steps.isEmpty)
        let extras = site.ledger.network(try NetworkKey("acme-x"))?.spec.extras
        #expect(extras?.topology == .layer3 && extras?.group == "oidc:acme")
        let error = site.refusal(try document(Self.options { $0.topology = .layer2 }), settings: everything)
        #expect(error?.code == .unsupported && error?.field == "options")
        #expect(error?.hint?.contains("tenancyctl network create NAME --tenant acme") == true)
    }
}
