// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import Testing

/// The defects of a repository that was written by hand for a cluster of several tenants, each in our own words.
@Suite("Hand-written manifests of several tenants")
struct HandWrittenTests {
    @Test("one pool for everybody that nobody announces")
    func pool() {
        expectFindings(
            """
            # Addresses for whoever asks
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata:
              name: floating  # <- pool-not-announced
              namespace: metallb-system
            spec:  # <- pool-unscoped
              addresses: [172.25.57.128-172.25.57.250]
            """)
    }

    @Test("a network for a label that anybody may set, whose namespace is not shipped")
    func network() {
        expectFindings(
            """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata:
              name: tenants
            spec:
              namespaceSelector:  # <- selector-free-label
                matchLabels: {name: red}
              network:
                topology: Layer2
                layer2: {role: Primary, ipam: {lifecycle: Persistent}, subnets: [10.100.0.0/16]}
            """)
    }

    @Test("topology beside the network instead of in it")
    func topology() {
        expectFindings(
            """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: tenants}
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: red}}
              topology: Layer3  # <- network-schema
              network:  # <- network-schema
                layer3:
                  role: Primary
                  subnets: [{cidr: 10.150.0.0/16, hostSubnet: 24}]
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: red, labels: {k8s.ovn.org/primary-user-defined-network: ""}}
            """)
    }

    @Test("two tenants with the same addresses")
    func overlap() {
        func network(_ name: String, _ mark: String) -> String {
            """
            apiVersion: k8s.ovn.org/v1
            kind: UserDefinedNetwork
            metadata:
              name: primary
              namespace: \(name)
            spec:
              topology: Layer2
              layer2:
                role: Primary
                subnets:
                - 10.150.0.0/16\(mark)
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: \(name), labels: {k8s.ovn.org/primary-user-defined-network: ""}}
            """
        }
        expectFindings(["a.yaml": network("red", ""), "b.yaml": network("blue", "  # <- network-overlap")])
    }

    @Test("egress addresses by a free label, one of them on the node, one taken twice")
    func egress() {
        func object(
            _ name: String, _ address: String, _ namespace: String, _ mark: String, style: String = "  # <- name-style"
        ) -> String {
            """
            ---
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: \(name)}\(style)
            spec:
              egressIPs:
              - \(address)\(mark)
              namespaceSelector:  # <- selector-free-label
                matchLabels: {name: \(namespace)}

            """
        }
        expectFindings(
            object("gitops-a", "172.25.49.101", "a", "", style: "")
                + object("egress-b", "172.25.49.102", "b", "  # <- address-on-node")
                + object("egress-udn-c", "172.25.49.101", "c", "  # <- egressip-duplicate")
                + object("far", "10.0.0.1", "d", "  # <- egressip-outside-node")
        ) { settings in
            #expect(settings.add(nodeAddress: "172.25.49.102") && settings.add(nodeSubnet: "172.25.49.0/24"))
        }
    }

    @Test("an egress address for pods of a Layer2 network is a note, unless it is ours")
    func layer2() {
        func files(_ labels: String, _ mark: String) -> String {
            """
            apiVersion: k8s.ovn.org/v1
            kind: EgressIP
            metadata: {name: red\(labels)}
            spec:
              egressIPs: [172.25.49.101]
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: red}}\(mark)
            ---
            apiVersion: k8s.ovn.org/v1
            kind: UserDefinedNetwork
            metadata: {name: net, namespace: red}
            spec: {topology: Layer2, layer2: {role: Primary, subnets: [10.150.0.0/16]}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: red, labels: {k8s.ovn.org/primary-user-defined-network: ""}}
            """
        }
        expectFindings(files("", "  # <- egressip-layer2"))
        expectFindings(files(", labels: {app.kubernetes.io/managed-by: tenancy}", ""))
        let notes = LintCode.allCases.filter { $0.severity == .note }
        #expect(notes == [.egressLayer2, .nameStyle])
    }

    @Test("an egress service whose Service has another name, and a Service that asks for a pool of another name")
    func services() {
        expectFindings([
            "es.yaml": """
            apiVersion: k8s.ovn.org/v1
            kind: EgressService
            metadata:
              name: hello-egress-service  # <- egressservice-unbound
              namespace: hello
            spec:
              sourceIPBy: LoadBalancerIP
              nodeSelector: {matchLabels: {node-role.kubernetes.io/master: ""}}
            """,
            "service.yaml": """
            apiVersion: v1
            kind: Service
            metadata:
              name: hello-es
              namespace: hello
              annotations:
                metallb.io/address-pool: vpc-pool  # <- service-unknown-pool
            spec: {type: LoadBalancer, ports: [{port: 8080}]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: old
              namespace: hello
              annotations:
                metallb.universe.tf/address-pool: vpc-pool  # <- service-unknown-pool deprecated
            spec: {type: LoadBalancer, ports: [{port: 80}]}
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: hello, namespace: metallb-system}
            spec: {addresses: [198.51.100.1/32], serviceAllocation: {namespaces: [hello]}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: hello, namespace: metallb-system}
            spec: {ipAddressPools: [hello], interfaces: [br-ex]}
            """,
        ])
    }

    @Test("a localnet by a name that the bridge mapping does not have, and one that wants to be primary")
    func localnet() {
        expectFindings(
            """
            apiVersion: nmstate.io/v1
            kind: NodeNetworkConfigurationPolicy
            metadata: {name: vlan150}
            spec: {desiredState: {ovn: {bridge-mappings: [{localnet: vlan150-net, bridge: br-vlan150}]}}}
            ---
            apiVersion: k8s.cni.cncf.io/v1
            kind: NetworkAttachmentDefinition
            metadata: {name: vlan150, namespace: vms}
            spec:
              config: |  # <- localnet-unknown
                {"cniVersion": "0.3.1", "name": "vlan150", "type": "ovn-k8s-cni-overlay", "topology": "localnet",
                 "subnets": "172.25.46.0/24", "mtu": 1500, "netAttachDefName": "vms/vlan150"}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: vlan150}
            spec:
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: vms}}
              network:
                topology: Localnet
                localnet:
                  role: Primary  # <- network-schema
                  physicalNetworkName: vlan150-net
                  subnets: [172.25.46.0/24]
            """)
    }

    @Test("namespaces that are made elsewhere, or without the label of their network")
    func namespaces() {
        expectFindings(
            """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: red-g1}
            spec:  # <- namespace-missing
              namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [red, pink]}]}
              network:
                topology: Layer2
                layer2: {role: Primary, subnets: [10.1.0.0/16]}
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: red
              labels: {name: red}  # <- namespace-label
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: green
              labels:
                k8s.ovn.org/primary-user-defined-network: ""  # <- namespace-without-network
            """)
    }

    @Test("a Service for a port that its pods do not listen on")
    func ports() {
        expectFindings(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: hello, namespace: hello}
            spec:
              selector: {app: hello}
              ports:
              - name: web
                port: 8080  # <- service-port
              - port: 80
                targetPort: admin  # <- service-port
              - {port: 443, targetPort: 8888}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: hello, namespace: hello}
            spec:
              selector: {matchLabels: {app: hello}}
              template:
                metadata: {labels: {app: hello, tier: web}}
                spec: {containers: [{name: hello, image: hello, ports: [{containerPort: 8888, name: http}]}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: silent, namespace: hello}
            spec: {selector: {app: silent}, ports: [{port: 1}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: silent, namespace: hello, labels: {app: silent}}
            spec: {containers: [{name: one, image: hello}]}
            """)
    }

    @Test("a namespace that the framework makes, pods before their network, and a label of another name")
    func order() {
        expectFindings(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: red}
            spec:
              destination: {namespace: red}
              syncPolicy:
                syncOptions: [CreateNamespace=true]  # <- namespace-by-application
            ---
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: red-g1, annotations: {argocd.argoproj.io/sync-wave: "3"}}
            spec:  # <- namespace-missing
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: red}}
              network:
                topology: Layer2
                layer2: {role: Primary, subnets: [10.1.0.0/16]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:  # <- workload-before-network
              name: web
              namespace: red
            spec: {containers: [{name: web, image: web}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: later, namespace: red, annotations: {argocd.argoproj.io/sync-wave: "4"}}
            spec: {containers: [{name: web, image: web}]}
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: vms
              labels:
                k8s.ovn.org/user-defined-network: ""  # <- namespace-unknown-label
            """)
    }
}
