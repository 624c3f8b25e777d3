// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Where the kinds are in the API, and what components say of them when all is well.
enum Kinds {
    private static let table: [(kind: String, path: String)] = [
        ("Namespace", "/api/v1/namespaces"), ("ResourceQuota", "/api/v1/resourcequotas"),
        ("LimitRange", "/api/v1/limitranges"), ("NetworkPolicy", "/apis/networking.k8s.io/v1/networkpolicies"),
        ("ClusterUserDefinedNetwork", "/apis/k8s.ovn.org/v1/clusteruserdefinednetworks"),
        ("RouteAdvertisements", "/apis/k8s.ovn.org/v1/routeadvertisements"),
        ("EgressIP", "/apis/k8s.ovn.org/v1/egressips"),
        ("FRRConfiguration", "/apis/frrk8s.metallb.io/v1beta1/frrconfigurations"),
        ("IPAddressPool", "/apis/metallb.io/v1beta1/ipaddresspools"),
        ("BGPPeer", "/apis/metallb.io/v1beta2/bgppeers"),
        ("BGPAdvertisement", "/apis/metallb.io/v1beta1/bgpadvertisements"),
        ("L2Advertisement", "/apis/metallb.io/v1beta1/l2advertisements"),
        ("EgressService", "/apis/k8s.ovn.org/v1/egressservices"),
        ("EgressFirewall", "/apis/k8s.ovn.org/v1/egressfirewalls"),
        ("NetworkQoS", "/apis/k8s.ovn.org/v1alpha1/networkqoses"),
        ("ClusterNetworkConnect", "/apis/k8s.ovn.org/v1/clusternetworkconnects"),
        ("VTEP", "/apis/k8s.ovn.org/v1/vteps"), ("BFDProfile", "/apis/metallb.io/v1beta1/bfdprofiles"),
        ("Community", "/apis/metallb.io/v1beta1/communities"),
        ("ConfigurationState", "/apis/metallb.io/v1beta1/configurationstates"),
        ("FRRNodeState", "/apis/frrk8s.metallb.io/v1beta1/frrnodestates"),
        ("BGPSessionState", "/apis/frrk8s.metallb.io/v1beta1/bgpsessionstates"), ("Service", "/api/v1/services"),
        ("Application", "/apis/argoproj.io/v1alpha1/applications"),
    ]

    static let paths = table.map(\.path)

    static func path(of kind: String) -> String? { table.first { $0.kind == kind }?.path }

    /// What a component says of an object by itself: the `status`, and what it needs of the `spec`.
    static func health(of kind: String) -> String {
        switch kind {
        case "ClusterUserDefinedNetwork": condition("NetworkCreated")
        case "RouteAdvertisements", "ClusterNetworkConnect", "VTEP": condition("Accepted")
        case "EgressService": #"{"host":"node0"}"#
        default: "{}"
        }
    }

    private static func condition(_ type: String) -> String {
        #"{"conditions":[{"type":"\#(type)","status":"True","reason":"Done","message":""}]}"#
    }

    /// What is there before any tenant: a node, MetalLB, FRR-K8s, and the CRD that tells the release of OVN-Kubernetes.
    static let furniture: [(path: String, name: String, text: String)] = [
        ("/", "version", #"{"metadata":{},"gitVersion":"v1.33.5"}"#),
        (
            "/api/v1/nodes", "node0",
            #"{"metadata":{"name":"node0","labels":{"k8s.ovn.org/egress-assignable":""},"annotations":{"k8s.ovn.org/l3-gateway-config":"{\"default\":{\"mode\":\"local\"}}","k8s.ovn.org/node-masquerade-subnet":"{\"ipv4\":\"169.254.0.0/17\"}"}}}"#
        ),
        (
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "clusteruserdefinednetworks.k8s.ovn.org",
            #"{"metadata":{"name":"c"},"spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"network":{"x-kubernetes-validations":[{"message":"Network spec is immutable"}],"properties":{"noOverlay":{"type":"object"}}}}}}}}}]}}"#
        ),
        (
            "/api/v1/namespaces/metallb-system/pods", "controller",
            #"{"metadata":{"name":"controller"},"spec":{"containers":[{"name":"controller","args":["--port=7472"]}]}}"#
        ),
        (
            "/api/v1/namespaces/frr-k8s-system/pods", "frr-k8s",
            #"{"metadata":{"name":"frr-k8s"},"spec":{"containers":[{"name":"frr","image":"quay.io/frrouting/frr:10.4.1"}]}}"#
        ),
        (
            "/apis/metallb.io/v1beta1/configurationstates", "metallb-system/speaker",
            #"{"metadata":{"name":"speaker","namespace":"metallb-system"},"status":{"result":"Valid"}}"#
        ),
        (
            "/apis/frrk8s.metallb.io/v1beta1/frrnodestates", "node0",
            #"{"metadata":{"name":"node0"},"status":{"lastConversionResult":"success","lastReloadResult":"success"}}"#
        ),
        ("/apis/k8s.cni.cncf.io/v1/network-attachment-definitions", "none", #"{"metadata":{"name":"none"}}"#),
    ]
}
