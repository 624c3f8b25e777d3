// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import TenancyCore

/// Looks whether the cluster is set up as the tenants need it (ovn-kubernetes 5, metallb-gitops R-07, R-16).
struct Examination: Sendable {
    let client: ClusterClient
    let settings: ClusterSettings
    let view: ClusterView
    let now: Timestamp

    func run() async -> [Finding] {
        do throws(ClusterError) {
            let (version, head) = try await client.ask("/version", FieldSelection("gitVersion"))
            let components = try await components()
            var findings = [
                Finding(
                    "cluster", .ok,
                    "the API server answers by HTTP/\(head.version), Kubernetes \(version?.text("gitVersion") ?? "unknown")"
                ),
                clock(head), try client.access().examine(at: now), kinds, try await release(),
            ]
            findings += try await node(ignoresExclusion: components.ignoresExclusion)
            findings += components.findings
            findings += [try await pools(), try await networkIDs()]
            return findings
        } catch {
            return [
                Finding("cluster", .failed, error.message, remedy: error.hint ?? "look at cluster in the configuration")
            ]
        }
    }

    /// Whether what is read can be read.
    private var kinds: Finding {
        if let failure = view.failure {
            return Finding("cluster-rights", .failed, failure.message, remedy: failure.hint)
        }
        let needed: [ObjectKind] = [
            .clusterUserDefinedNetwork, .routeAdvertisements, .frrConfiguration, .ipAddressPool, .bgpPeer,
        ]
        let absent = needed.filter { view.knowledge(of: $0) == .absent }.map(\.rawValue)
        guard absent.isEmpty else {
            return Finding(
                "cluster-kinds", .warning, "the cluster has no kind \(absent.joined(separator: ", "))",
                remedy:
                    "install OVN-Kubernetes with user-defined networks and route advertisements, MetalLB and FRR-K8s")
        }
        let undone = Self.kinds.filter {
            settings.features.contains($0.feature) && view.knowledge(of: $0.kind) == .absent
        }
        if let first = undone.first {
            let kinds = undone.map(\.kind.rawValue).joined(separator: ", ")
            return Finding(
                "cluster-kinds", .warning,
                "cluster.features has \(first.feature.rawValue), and the cluster has no kind \(kinds)",
                remedy: "take \(first.feature.rawValue) out of cluster.features, or turn it on in OVN-Kubernetes")
        }
        let known = ObjectKind.allCases.filter { view.knowledge(of: $0) == .followed }.count
        return Finding("cluster-kinds", .ok, "\(known) kinds are followed, \(view.count) objects known")
    }

    /// What a cluster has that does what it is declared to do.
    private static let kinds: [(feature: ClusterFeature, kind: ObjectKind)] = [
        (.networkQoS, .networkQoS), (.egressFirewall, .egressFirewall), (.egressService, .egressService),
        (.networkConnect, .clusterNetworkConnect), (.evpn, .vtep),
    ]

    /// Which generation of the CUDN is installed, by its own schema (ovn-kubernetes 1.6).
    private func release() async throws(ClusterError) -> Finding {
        let network = "spec/versions/schema/openAPIV3Schema/properties/spec/properties/network"
        let crd = try await client.get(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clusteruserdefinednetworks.k8s.ovn.org",
            FieldSelection(
                "\(network)/x-kubernetes-validations/message", "\(network)/properties/noOverlay/type",
                "\(network)/properties/noOverlayOptions/type", "\(network)/properties/evpn/type"))
        let schema = crd?["spec"]?["versions"]?.elements.first?["schema"]?["openAPIV3Schema"]?["properties"]?["spec"]?[
            "properties"]?["network"]
        guard let schema else {
            return Finding(
                "cluster-release", .warning, "the cluster does not say which ClusterUserDefinedNetwork it has")
        }
        let messages = schema["x-kubernetes-validations"]?.elements.compactMap { $0.text("message") } ?? []
        let has: (String) -> Bool = { schema["properties"]?[$0] != nil }
        let found: ClusterSettings.OVNRelease
        if !messages.contains("Network spec is immutable") {
            found = .main
        } else if has("noOverlay") || has("evpn") {
            found = .release13
        } else {
            found = has("noOverlayOptions") ? .release12 : .release11
        }
        guard found == settings.ovnRelease else {
            return Finding(
                "cluster-release", .warning,
                "the ClusterUserDefinedNetwork is that of release \(found.rawValue), the configuration says \(settings.ovnRelease.rawValue)",
                remedy: "set cluster.ovnRelease to \"\(found.rawValue)\"")
        }
        return Finding("cluster-release", .ok, "the ClusterUserDefinedNetwork is that of release \(found.rawValue)")
    }

    // MARK: The node

    private static let labels = (
        excluded: "node.kubernetes.io/exclude-from-external-load-balancers", egress: "k8s.ovn.org/egress-assignable"
    )
    private static let annotations = (
        gateway: "k8s.ovn.org/l3-gateway-config", masquerade: "k8s.ovn.org/node-masquerade-subnet"
    )

    private func node(ignoresExclusion: Bool) async throws(ClusterError) -> [Finding] {
        let metadata = FieldSelection.fields([
            "labels": .fields([Self.labels.excluded: .whole, Self.labels.egress: .whole]),
            "annotations": .fields([Self.annotations.gateway: .whole, Self.annotations.masquerade: .whole]),
        ])
        let name = settings.nodeName
        let path = "/api/v1/nodes/\(name)"
        guard let node = try await client.get(path, .fields(["metadata": metadata])) else {
            return [
                Finding(
                    "cluster-node", .failed, "the cluster has no node \(name)",
                    remedy: "set node.name to one of: kubectl get nodes")
            ]
        }
        let labels = node["metadata"]?["labels"]?.fields ?? [:]
        let annotations = node["metadata"]?["annotations"]
        var findings: [Finding] = []
        if labels[Self.labels.excluded] != nil, !ignoresExclusion {
            findings.append(
                Finding(
                    "cluster-node", .warning,
                    "node \(name) has label \(Self.labels.excluded): MetalLB announces nothing",
                    remedy: "kubectl label node \(name) \(Self.labels.excluded)-"))
        }
        if labels[Self.labels.egress] == nil {
            findings.append(
                Finding(
                    "cluster-egress", .warning,
                    "node \(name) has no label \(Self.labels.egress): no EgressIP is assigned",
                    remedy: "kubectl label node \(name) \(Self.labels.egress)="))
        }
        findings.append(gateway(annotations?.text(Self.annotations.gateway)))
        findings += masquerade(annotations?.text(Self.annotations.masquerade))
        return findings.isEmpty ? [Finding("cluster-node", .ok, "node \(name) is there")] : findings
    }

    private func gateway(_ text: String?) -> Finding {
        let mode = Self.parse(text)?["default"]?.text("mode")
        return switch mode {
        case "local": Finding("cluster-gateway", .ok, "gateway mode local")
        case let mode?:
            Finding(
                "cluster-gateway", .warning,
                "gateway mode \(mode): vrf-lite and EgressService with a network do not work",
                remedy: "set routingViaHost: true in OVN-Kubernetes, or gatewayMode: \(mode) in the configuration")
        case nil:
            Finding(
                "cluster-gateway", .warning, "the node does not say which gateway mode it has",
                remedy: "look whether ovnkube-node runs: kubectl get pods -A -o wide")
        }
    }

    /// Each network takes addresses of the masquerade subnet, and the old default is used up by three (ovn-kubernetes 1.7).
    private func masquerade(_ text: String?) -> [Finding] {
        guard let subnet = Self.parse(text)?.text("ipv4"), let prefix = try? Prefix(parsing: subnet) else { return [] }
        guard prefix.length > 18 else { return [Finding("cluster-masquerade", .ok, "masquerade subnet \(prefix)")] }
        return [
            Finding(
                "cluster-masquerade", .warning, "masquerade subnet \(prefix) is too small for user-defined networks",
                remedy: "give OVN-Kubernetes a masquerade subnet of /18 or larger")
        ]
    }

    private static func parse(_ text: String?) -> JSONNode? {
        text.flatMap { JSONNode.parse(Array($0.utf8)) }
    }

    // MARK: What others have

    /// A pool that anybody may take from gives a tenant an address of somebody else's (R-07).
    private func pools() async throws(ClusterError) -> Finding {
        let nodes = try await client.all(
            "/apis/metallb.io/v1beta1/ipaddresspools",
            FieldSelection(
                "metadata/name", "metadata/namespace", "spec/autoAssign", "spec/serviceAllocation/namespaces"))
        let open = nodes.filter { node in
            node["spec"]?["autoAssign"] != .bool(false)
                && node["spec"]?["serviceAllocation"]?["namespaces"]?.elements.isEmpty != false
        }
        let names = open.compactMap { $0["metadata"]?.text("name") }.sorted()
        guard let first = names.first else {
            return Finding("cluster-pools", .ok, "\(nodes.count) IPAddressPools, each for named namespaces")
        }
        return Finding(
            "cluster-pools", .warning,
            "IPAddressPool \(names.joined(separator: ", ")) is open to all namespaces: a tenant whose pool is used up gets its addresses",
            remedy:
                "set spec.serviceAllocation.namespaces or spec.autoAssign: false: kubectl edit ipaddresspool \(first) -n \(settings.metalLBNamespace)"
        )
    }

    private static let networkLimit = 4096
    private static let networkID = "k8s.ovn.org/network-id"

    private func networkIDs() async throws(ClusterError) -> Finding {
        let nodes = try await client.all(
            "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions",
            .fields(["metadata": .fields(["annotations": .fields([Self.networkID: .whole])])]))
        let highest =
            nodes.compactMap { $0["metadata"]?["annotations"]?.text(Self.networkID).flatMap { Int($0) } }.max() ?? 0
        let isClose = highest > Self.networkLimit * 9 / 10
        return Finding(
            "cluster-networks", isClose ? .warning : .ok,
            "the highest network id is \(highest) of \(Self.networkLimit)",
            remedy: isClose ? "ids are given out again from the lowest free one after the highest" : nil)
    }
}
