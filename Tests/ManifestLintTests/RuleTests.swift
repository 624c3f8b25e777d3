// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import Testing

@Suite("Rules")
struct RuleTests {
    @Test("pools: scope, addresses, overlap")
    func pools() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: a, namespace: metallb-system}
            spec:
              addresses:
              - 192.0.2.0/28
              - 192.0.2.99  # <- pool-address
              - 192.0.2.9-192.0.2.1  # <- pool-address
              serviceAllocation:
                namespaceSelectors: [{matchLabels: {tier: gold}}]  # <- pool-selector-only
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: b, namespace: metallb-system}
            spec:
              autoAssign: false
              addresses: [192.0.2.15-192.0.2.20]  # <- pool-overlap
              serviceAllocation:
                namespaces: []  # <- pool-unscoped
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: anchor, namespace: metallb-system}
            spec: {addresses: [192.0.2.255/32], autoAssign: false, serviceAllocation: {namespaces: [metallb-system]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata:
              name: c
              namespace: elsewhere  # <- metallb-namespace
            spec:
              addresses: []  # <- pool-address
              serviceAllocation: {namespaces: [c]}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: all, namespace: metallb-system}
            spec: {}  # <- advertisement-all-pools advertisement-all-interfaces
            """)
    }

    @Test("advertisements: what is empty, unknown or shared")
    func advertisements() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: a, namespace: m}
            spec: {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [a]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: b, namespace: m}
            spec: {addresses: [192.0.2.2/32], serviceAllocation: {namespaces: [b]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: BGPAdvertisement
            metadata: {name: both, namespace: m}
            spec:
              ipAddressPools: [a, b]  # <- advertisement-shared
              peers:
              - nobody  # <- advertisement-unknown
            ---
            apiVersion: metallb.io/v1beta1
            kind: BGPAdvertisement
            metadata: {name: more, namespace: m}
            spec:  # <- advertisement-all-peers
              ipAddressPools:
              - c  # <- advertisement-unknown
            """)
    }

    @Test("peers: the same session twice, and what a node cannot be at once")
    func peers() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta2
            kind: BGPPeer
            metadata: {name: a, namespace: m}
            spec: {myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.1, vrf: red, routerID: 192.0.2.9}
            ---
            apiVersion: metallb.io/v1beta2
            kind: BGPPeer
            metadata: {name: b, namespace: m}
            spec:
              myASN: 64599  # <- peer-conflict
              peerASN: 64513
              peerAddress: 192.0.2.1  # <- peer-duplicate
              vrf: red
              routerID: 192.0.2.8  # <- peer-conflict
            ---
            apiVersion: metallb.io/v1beta1  # <- deprecated
            kind: BGPPeer
            metadata: {name: c, namespace: m}
            spec:
              myASN: 64512
              peerASN: 64513
              dynamicASN: external  # <- peer-field
              peerAddress: 192.0.2.1
              vrf: a-name-over-fifteen  # <- peer-field
            """)
    }

    @Test("FRR: what cannot be merged, and what opens more than was meant")
    func frr() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta2
            kind: BGPPeer
            metadata: {name: a, namespace: m}
            spec: {myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.1, vrf: red}
            ---
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: red, namespace: frr}
            spec:  # <- frr-node-selector
              bgp:
                routers:  # <- frr-several-vrfs
                - asn: 64599  # <- frr-conflict
                  vrf: red
                  prefixes: [10.1.0.0/16]
                  neighbors:
                  - address: 192.0.2.1
                    asn: 64514  # <- frr-conflict
                    holdTime: 90s  # <- frr-field frr-conflict
                    toReceive: {allowed: {mode: all}}  # <- frr-receive-all
                    toAdvertise:
                      allowed:
                        prefixes:
                        - 10.1.0.0/16
                        - 10.2.0.0/16  # <- frr-not-self-contained
                - asn: 64512
            ---
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata:
              name: ovnk-generated-x  # <- frr-generated
              namespace: frr
            spec: {nodeSelector: {matchLabels: {kubernetes.io/hostname: n}}, bgp: {routers: []}}
            """)
    }

    @Test("networks: names, forms, subnets")
    func networks() {
        func network(_ name: String, _ body: String, name mark: String = "") -> String {
            """
            ---
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata:
              name: \(name)\(mark)
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
              network:
            \(body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

            """
        }
        let namespace = """
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: a, labels: {k8s.ovn.org/primary-user-defined-network: ""}}

            """
        expectFindings(
            namespace
                + network(
                    "a-name-over-15-bytes", "topology: Layer2\nlayer2: {role: Primary, subnets: [10.0.0.0/24]}",
                    name: "  # <- network-name")
                + network(
                    "all", "topology: Layer2\nlayer2:\n  role: Primary\n  subnets: [10.1.0.1/24]  # <- network-subnet",
                    name: "  # <- network-name")
                + network(
                    "three",
                    "topology: Layer3\nlayer3:\n  role: Primary\n  subnets:\n  - cidr: 10.2.0.0/24\n"
                        + "    hostSubnet: 24  # <- network-subnet\n  - 10.3.0.0/24  # <- network-schema")
                + network(
                    "join",
                    "topology: Layer2\ntransport: Geneve  # <- network-schema\nlayer2:\n  role: Primary\n"
                        + "  subnets: [100.64.8.0/24]  # <- network-reserved")
                + network(
                    "mixed",
                    "topology: Layer2\nlayer3: {role: Primary}  # <- network-schema\n"
                        + "layer2: {role: Primary, subnets: [10.9.0.0/16]}"))
    }

    @Test("networks of VRFs may have the same addresses, others may not")
    func isolation() {
        func network(_ name: String, advertised: Bool, mark: String = "") -> String {
            let advertisement = """
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
                ---

                """
            return (advertised ? advertisement : "") + """
                apiVersion: v1
                kind: Namespace
                metadata: {name: \(name), labels: {k8s.ovn.org/primary-user-defined-network: ""}}
                ---
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata: {name: \(name), labels: {net: \(name)}}
                spec:
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: \(name)}}
                  network: {topology: Layer2, layer2: {role: Primary, subnets: [10.0.0.0/16]}}\(mark)
                """
        }
        expectFindings(["a.yaml": network("a", advertised: true), "b.yaml": network("b", advertised: true)])
        expectFindings([
            "a.yaml": network("a", advertised: true),
            "b.yaml": network("b", advertised: false, mark: "  # <- network-overlap"),
        ])
    }

    @Test("RouteAdvertisements: nodes, VRF and what they select")
    func routeAdvertisements() {
        expectFindings(
            """
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata: {name: a}
            spec:
              targetVRF: default  # <- routeadvertisements-vrf
              advertisements: [PodNetwork]
              nodeSelector: {matchLabels: {a: b}}  # <- routeadvertisements-nodes
              frrConfigurationSelector: {}  # <- selector-empty
            ---
            apiVersion: k8s.ovn.org/v1
            kind: RouteAdvertisements
            metadata: {name: b}
            spec:
              targetVRF: auto
              advertisements: [EgressIP]  # <- routeadvertisements-vrf
              nodeSelector: {}
              frrConfigurationSelector: {matchLabels: {a: b}}  # <- routeadvertisements-nothing
              networkSelectors:
              - networkSelectionType: ClusterUserDefinedNetworks
                clusterUserDefinedNetworkSelector:
                  networkSelector: {}  # <- selector-empty
            """)
    }

    @Test("EgressIPs: several addresses, the same pods")
    func egressIPs() {
        expectFindings(
            """
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: a}
            spec:
              egressIPs:
              - 192.0.2.1
              - 192.0.2.2  # <- egressip-several-addresses
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: b}
            spec:
              egressIPs:
              - 192.0.2.3/32  # <- egressip-address
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}  # <- egressip-same-pods
            ---
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: c}
            spec:
              egressIPs: [192.0.2.4]
              namespaceSelector: {}  # <- selector-empty
            ---
            apiVersion: k8s.ovn.org/v1
            kind: EgressFirewall
            metadata: {name: mine, namespace: a}  # <- egressfirewall-name
            spec: {egress: [{type: Deny, to: {cidrSelector: 0.0.0.0/0}}]}
            """)
    }

    @Test("EgressIPs that part the pods of a namespace, and those that do not")
    func egressPods() {
        func object(_ name: String, _ number: Int, _ selector: String?, isFinding: Bool = false) -> String {
            """
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: \(name)}
            spec:
              egressIPs: [192.0.2.\(number)]
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}\(isFinding ? "  # <- egressip-same-pods" : "")
            \(selector.map { "  podSelector: {\($0)}" } ?? "")
            """
        }
        func find(_ one: String?, _ other: String?, together: Bool) {
            expectFindings(object("x", 1, one) + "\n---\n" + object("y", 2, other, isFinding: together))
        }
        let web = "matchLabels: {app: web}"
        find(web, "matchLabels: {app: db}", together: false)
        find(web, "matchExpressions: [{key: app, operator: NotIn, values: [web, db]}]", together: false)
        find(web, "matchExpressions: [{key: app, operator: DoesNotExist}]", together: false)
        find(web, "matchLabels: {tier: front}", together: false)
        find(web, "matchExpressions: [{key: app, operator: In, values: []}]", together: false)
        // What a pod selector says does not matter where the other one takes every pod.
        find(web, nil, together: true)
        find(web, "", together: true)
        find("", nil, together: true)
        find(web, web, together: true)
        find(web, "matchLabels: {app: web, tier: front}", together: true)
        find(web, "matchExpressions: [{key: app, operator: In, values: [db, web]}]", together: true)
        find(web, "matchExpressions: [{key: app, operator: Exists}]", together: true)
        find(web, "matchExpressions: [{key: tier, operator: NotIn, values: [db]}]", together: true)
        let neither = "matchExpressions: [{key: app, operator: NotIn, values: [web]}]"
        find(neither, "matchExpressions: [{key: app, operator: NotIn, values: [db]}]", together: true)
        find(neither, "matchExpressions: [{key: app, operator: DoesNotExist}]", together: true)
    }

    @Test("wishes of Services")
    func services() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: a, namespace: m}
            spec: {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [a]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: a, namespace: m}
            spec: {ipAddressPools: [a], interfaces: [br-ex]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: one
              namespace: b
              annotations:
                metallb.io/address-pool: a  # <- service-foreign-pool
                metallb.io/loadBalancerIPs: 192.0.2.1  # <- service-address
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: two
              namespace: a
              annotations:
                metallb.io/loadBalancerIPs: 192.0.2.1,192.0.2.2  # <- service-address service-address
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: three
              namespace: a
              annotations:
                metallb.universe.tf/loadBalancerIPs: none  # <- service-address deprecated
            """)
    }

    @Test("addresses with two uses")
    func addresses() {
        expectFindings(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: a, namespace: m}
            spec: {addresses: [192.0.2.0/28], serviceAllocation: {namespaces: [a]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: a, namespace: m}
            spec: {ipAddressPools: [a], interfaces: [br-ex]}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: a}
            spec:
              egressIPs: [192.0.2.7]  # <- address-conflict
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
            """)
    }

    @Test("kustomizations, marks of others, and Applications that try once")
    func gitOps() {
        expectFindings([
            "x/kustomization.yaml": """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - a.yaml
            - ../y
            - gone.yaml  # <- kustomization-missing
            - ../../outside.yaml
            - https://example.com/x.yaml
            """,
            "x/a.yaml": """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: a
              labels:
                app.kubernetes.io/instance: platform  # <- tracking-mark
            """,
            "x/b.yaml": "apiVersion: v1  # <- kustomization-unlisted\nkind: ConfigMap\nmetadata: {name: b}\n",
            "x/values.yaml": "replicas: 2\n",
            "y/kustomization.yaml": """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: []  # <- kustomization-empty
            """,
            "app.yaml": """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: a}
            spec:
              syncPolicy: {automated: {prune: true}}  # <- application-retry
            """,
        ])
    }

    @Test("changes that need several steps")
    func changes() {
        let old = """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: a-g1}
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
              network: {topology: Layer2, layer2: {role: Primary, subnets: [10.0.0.0/16]}}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: b-g1}
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}
              network: {topology: Layer2, layer2: {role: Primary, subnets: [10.1.0.0/16]}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: b, labels: {k8s.ovn.org/primary-user-defined-network: ""}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: b, namespace: m}
            spec: {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [b]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: b, namespace: m}
            spec: {ipAddressPools: [b], interfaces: [br-ex]}
            """
        let new = """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: a-g1}
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}
              network: {topology: Layer2, layer2: {role: Primary, subnets: [10.0.0.0/15]}}  # <- immutable-change
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: a, labels: {k8s.ovn.org/primary-user-defined-network: ""}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: a, namespace: m}
            spec: {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [a]}}  # <- address-moved
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: a, namespace: m}
            spec: {ipAddressPools: [a], interfaces: [br-ex]}
            """
        var settings = LintSettings()
        settings.old = sources(["file.yaml": old])
        let findings = ManifestLinter.findings(in: sources(["file.yaml": new]), settings: settings)
        #expect(
            findings.map { "\($0.line) \($0.code.rawValue)" }.sorted() == [
                "10 deleted-at-once", "15 address-moved", "21 deleted-at-once", "6 immutable-change",
            ], "\(findings)")
        settings.old = sources(["file.yaml": new])
        #expect(ManifestLinter.findings(in: sources(["file.yaml": new]), settings: settings) == [])
    }
}
