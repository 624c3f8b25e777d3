// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import Testing

@Suite("Rules for connected networks and EVPN")
struct ConnectionTests {
    private static func network(_ name: String, _ subnet: String, extra: String = "", tail: String = "") -> String {
        """
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: \(name), labels: {k8s.ovn.org/primary-user-defined-network: ""}}
        ---
        apiVersion: k8s.ovn.org/v1
        kind: ClusterUserDefinedNetwork
        metadata: {name: \(name), labels: {net: \(name), app.kubernetes.io/managed-by: tenancy}}
        spec:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: \(name)}}
          network:
            topology: Layer2
        \(extra.isEmpty ? "" : extra + "\n")    layer2: {role: Primary, subnets: [\(subnet)]}
        \(tail)
        """
    }

    private static func connection(
        _ name: String, _ networks: String, _ cidr: String, prefix: String = "26", mark: String = "",
        subnetMark: String = "", prefixMark: String = "", listMark: String = ""
    ) -> String {
        """
        ---
        apiVersion: k8s.ovn.org/v1
        kind: ClusterNetworkConnect
        metadata: {name: \(name)}
        spec:
          networkSelectors:\(mark)
          - networkSelectionType: ClusterUserDefinedNetworks
            clusterUserDefinedNetworkSelector:
              networkSelector: {matchExpressions: [{key: net, operator: In, values: [\(networks)]}]}
          connectSubnets:\(listMark)
          - cidr: \(cidr)\(subnetMark)
            networkPrefix: \(prefix)\(prefixMark)
          connectivity: [ServiceNetwork]

        """
    }

    @Test("connections: two networks that differ, numbered by a range of their own")
    func connections() {
        let networks =
            Self.network("a", "10.1.0.0/16") + Self.network("b", "10.2.0.0/16") + Self.network("c", "10.3.0.0/16")
        expectFindings(
            networks + Self.connection("ab", "a, b", "10.255.0.0/24") + Self.connection("bc", "b, c", "10.255.1.0/24"))
        expectFindings(
            networks + Self.connection("one", "a", "10.255.0.0/24", mark: "  # <- networkconnect-networks")
                + Self.connection("none", "z", "10.255.1.0/24", mark: "  # <- networkconnect-networks")
                + Self.connection(
                    "unmasked", "a, b", "10.255.2.1/24", subnetMark: "  # <- networkconnect-subnet")
                + Self.connection(
                    "small", "a, c", "10.255.3.0/24", prefix: "24", prefixMark: "  # <- networkconnect-subnet")
                + Self.connection(
                    "again", "b, c", "10.255.0.0/16", listMark: "  # <- networkconnect-subnet")
                + Self.connection("pods", "b, c", "10.1.7.0/24", subnetMark: "  # <- address-conflict"))
    }

    @Test("connections: equal addresses, other families, other transports, advertised networks")
    func networks() {
        let mark = "  # <- networkconnect-networks"
        expectFindings(
            Self.network("a", "10.1.0.0/16") + Self.network("six", "fd00:1::/64")
                + Self.connection(
                    "families", "a, six", "10.255.0.0/24", mark: mark, listMark: "  # <- networkconnect-subnet"))
        expectFindings(
            Self.network("a", "10.1.0.0/16") + Self.network("b", "10.2.0.0/16", extra: "    transport: NoOverlay")
                + Self.connection("transport", "a, b", "10.255.0.0/24", mark: mark))
        func advertised(_ name: String) -> String {
            """
            ---
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata: {name: \(name)}
            spec:
              targetVRF: auto
              advertisements: [PodNetwork]
              nodeSelector: {}
              frrConfigurationSelector: {matchLabels: {net: \(name)}}
              networkSelectors:
              - networkSelectionType: ClusterUserDefinedNetworks
                clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {net: \(name)}}}
            ---
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: \(name), namespace: frr, labels: {net: \(name)}}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: n}}
              bgp: {routers: [{asn: 64512, vrf: \(name), neighbors: [{address: 192.0.2.1, asn: 64513}]}]}

            """
        }
        expectFindings(
            Self.network("a", "10.1.0.0/16") + Self.network("b", "10.2.0.0/16") + advertised("a") + advertised("b")
                + Self.connection("both", "a, b", "10.255.0.0/24", mark: mark))
        expectFindings(
            Self.network("a", "10.1.0.0/16") + Self.network("b", "10.2.0.0/16") + advertised("a")
                + Self.connection("one", "a, b", "10.255.0.0/24"))
    }

    @Test("a connection's subnets cannot change")
    func immutable() {
        let networks = Self.network("a", "10.1.0.0/16") + Self.network("b", "10.2.0.0/16")
        let old = networks + Self.connection("ab", "a, b", "10.255.0.0/24")
        expectFindings(
            networks + Self.connection("ab", "a, b", "10.255.1.0/24", listMark: "  # <- immutable-change")
        ) { $0.old = sources(["file.yaml": old]) }
        expectFindings(old) { $0.old = sources(["file.yaml": old]) }
    }

    /// A VTEP, the sessions of the fabric, and RouteAdvertisements of networks.
    private static func fabric(_ names: [String], vrf: String = "", mark: String = "") -> String {
        names.map { name in
            """
            ---
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata: {name: \(name)}
            spec:
              targetVRF: auto
              advertisements: [PodNetwork]
              nodeSelector: {}
              frrConfigurationSelector: {matchLabels: {fabric: f}}\(mark)
              networkSelectors:
              - networkSelectionType: ClusterUserDefinedNetworks
                clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {net: \(name)}}}

            """
        }.joined() + """
            ---
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: fabric, namespace: frr, labels: {fabric: f}}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: n}}
              bgp: {routers: [{asn: 64512,\(vrf) neighbors: [{address: 192.0.2.1, asn: 64513}]}]}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: VTEP
            metadata: {name: t}
            spec: {cidrs: [100.127.0.0/24], mode: Unmanaged}

            """
    }

    private static func evpn(_ lines: String...) -> String {
        "    transport: EVPN\n    evpn:\n" + lines.map { "      \($0)" }.joined(separator: "\n")
    }

    @Test("EVPN: numbers that tell networks apart, a VTEP, and somebody who makes them known")
    func fabric() {
        func good(_ name: String, _ subnet: String, _ vni: Int) -> String {
            Self.network(
                name, subnet,
                extra: Self.evpn(
                    "vtep: t", "macVRF: {vni: \(vni), routeTarget: \"64512:\(vni)\"}", "ipVRF: {vni: \(vni + 1)}"))
        }
        expectFindings(Self.fabric(["a", "b"]) + good("a", "10.1.0.0/16", 100) + good("b", "10.1.0.0/16", 200))
        expectFindings(
            Self.fabric(["a", "b"]) + good("a", "10.1.0.0/16", 100)
                + Self.network(
                    "b", "10.2.0.0/16",
                    extra: Self.evpn(
                        "vtep: nowhere  # <- vtep", "macVRF:", "  vni: 101  # <- evpn-vni",
                        "  routeTarget: \"64512\"  # <- evpn-vni", "ipVRF:", "  vni: 16777216  # <- evpn-vni")))
        expectFindings(
            Self.fabric(["a"], vrf: " vrf: a,", mark: "") + good("a", "10.1.0.0/16", 100))
        expectFindings(
            Self.fabric(["a"], vrf: " vrf: z,", mark: "  # <- routeadvertisements-nothing")
                + good("a", "10.1.0.0/16", 100))
        for target in ["70000:65536", "300:1:2", "192.0.2.1:65536", "x:1", "65000:4294967296", ":1"] {
            expectFindings(
                Self.fabric(["a"])
                    + Self.network(
                        "a", "10.1.0.0/16",
                        extra: Self.evpn(
                            "vtep: t", "macVRF:", "  vni: 1", "  routeTarget: \"\(target)\"  # <- evpn-vni")))
        }
        for target in ["70000:65535", "*:4294967295", "192.0.2.1:65535", "65000:4294967295"] {
            expectFindings(
                Self.fabric(["a"])
                    + Self.network(
                        "a", "10.1.0.0/16",
                        extra: Self.evpn("vtep: t", "macVRF: {vni: 1, routeTarget: \"\(target)\"}")))
        }
    }

    @Test("EVPN: what the API server refuses")
    func schema() {
        expectFindings(
            Self.fabric(["a"])
                + Self.network("a", "10.1.0.0/16", extra: "    transport: EVPN  # <- network-schema")
                + Self.network("b", "10.2.0.0/16", extra: "    evpn:\n      vtep: t  # <- network-schema"))
        expectFindings(
            Self.fabric(["a"])
                + Self.network(
                    "a", "10.1.0.0/16", extra: Self.evpn("vtep: t  # <- network-schema", "ipVRF: {vni: 1}")))
        expectFindings(
            Self.fabric([])
                + """
                ---
                apiVersion: k8s.ovn.org/v1
                kind: VTEP
                metadata: {name: u}
                spec:
                  cidrs:
                  - 100.126.0.0/24
                  - 100.126.0.128/25  # <- vtep
                  - 100.125.0.1/24  # <- vtep
                  - 100.64.1.0/24  # <- network-reserved
                ---
                apiVersion: k8s.ovn.org/v1
                kind: VTEP
                metadata: {name: v}
                spec:
                  cidrs: []  # <- vtep
                """)
    }

    @Test("EVPN: a network that no RouteAdvertisements select")
    func unknown() {
        expectFindings(
            Self.fabric([])
                + """
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: a, labels: {k8s.ovn.org/primary-user-defined-network: ""}}
                ---
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata:
                  name: a  # <- evpn-not-advertised
                spec:
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
                  network:
                    topology: Layer3
                    layer3: {role: Primary, subnets: [{cidr: 10.1.0.0/16, hostSubnet: 24}]}
                    transport: EVPN
                    evpn:
                      vtep: t
                      ipVRF: {vni: 5}
                      macVRF: {vni: 6}  # <- network-schema
                """)
    }
}
