// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// A collection of the API that is followed: where it is, what is kept of its objects, and how they are understood.
struct WatchedResource: Sendable {
    let kind: ObjectKind
    let path: String
    let query: [(String, String)]
    let selection: FieldSelection
    private let understand: @Sendable (JSONNode, ObjectIdentity) -> Understanding?

    /// What a kind's own fields say.
    struct Understanding: Equatable {
        var verdict = ObservedObject.Verdict.silent
        var detail = ObservedObject.Detail.none
    }

    /// Everything that is followed, by kind.
    static let all: [WatchedResource] = ours + components

    private init(
        _ kind: ObjectKind, _ path: String, onlyOurs: Bool = true, keeping paths: [String] = [], labels: [String] = [],
        _ understand: @escaping @Sendable (JSONNode, ObjectIdentity) -> Understanding? = { _, _ in Understanding() }
    ) {
        self.kind = kind
        self.path = path
        query = onlyOurs ? [("labelSelector", "app.kubernetes.io/managed-by=tenancy")] : []
        let metadata = FieldSelection("name", "namespace", "resourceVersion", "deletionTimestamp").adding(
            "annotations",
            .fields(["tenancy.dev/digest": .whole, "tenancy.dev/tenant": .whole]))
        var selection = FieldSelection().adding("metadata", metadata)
        for path in paths { selection.insert(path.split(separator: "/").map(String.init)[...]) }
        for label in labels { selection.insert(["metadata", "labels", label]) }
        self.selection = selection
        self.understand = understand
    }

    /// Which object it is; `nil` when it has no name.
    func identity(of node: JSONNode) -> ObjectIdentity? {
        guard let metadata = node["metadata"], let name = metadata.text("name") else { return nil }
        return ObjectIdentity(kind, namespace: metadata.text("namespace"), name: name)
    }

    /// What is kept of an object; `nil` for one that is of no interest.
    func observe(_ node: JSONNode) -> ObservedObject? {
        guard let identity = identity(of: node), let understanding = understand(node, identity) else { return nil }
        let annotations = node["metadata"]?["annotations"]
        return ObservedObject(
            identity: identity, digest: annotations?.text("tenancy.dev/digest").map(Self.bare),
            tenant: annotations?.text("tenancy.dev/tenant"),
            isDeleting: node["metadata"]?["deletionTimestamp"] != nil, verdict: understanding.verdict,
            detail: understanding.detail)
    }

    /// The digest without the name of its algorithm.
    private static func bare(_ digest: String) -> String {
        digest.hasPrefix("sha256:") ? String(digest.dropFirst("sha256:".count)) : digest
    }

    // MARK: What is rendered

    private static let ours: [WatchedResource] = [
        // Somebody else's, too: a network may adopt them.
        WatchedResource(
            .namespace, "/api/v1/namespaces", onlyOurs: false, labels: [Network.namespaceLabel], Verdicts.namespace),
        WatchedResource(.resourceQuota, "/api/v1/resourcequotas"),
        WatchedResource(.limitRange, "/api/v1/limitranges"),
        WatchedResource(.networkPolicy, "/apis/networking.k8s.io/v1/networkpolicies"),
        conditions(.clusterUserDefinedNetwork, "k8s.ovn.org/v1/clusteruserdefinednetworks", needed: "NetworkCreated"),
        conditions(.routeAdvertisements, "k8s.ovn.org/v1/routeadvertisements", needed: "Accepted"),
        WatchedResource(
            .egressIP, "/apis/k8s.ovn.org/v1/egressips", keeping: ["spec/egressIPs", "status/items/egressIP"],
            Verdicts.egressIP),
        WatchedResource(
            .egressService, "/apis/k8s.ovn.org/v1/egressservices", keeping: ["status/host"], Verdicts.egressService),
        WatchedResource(.egressFirewall, "/apis/k8s.ovn.org/v1/egressfirewalls"),
        conditions(.networkQoS, "k8s.ovn.org/v1alpha1/networkqoses", needed: nil),
        conditions(.clusterNetworkConnect, "k8s.ovn.org/v1/clusternetworkconnects", needed: "Accepted"),
        conditions(.vtep, "k8s.ovn.org/v1/vteps", needed: "Accepted"),
        WatchedResource(.frrConfiguration, "/apis/frrk8s.metallb.io/v1beta1/frrconfigurations"),
        WatchedResource(
            .ipAddressPool, "/apis/metallb.io/v1beta1/ipaddresspools", keeping: ["spec/addresses"],
            Verdicts.ipAddressPool),
        WatchedResource(.bgpPeer, "/apis/metallb.io/v1beta2/bgppeers"),
        WatchedResource(.bgpAdvertisement, "/apis/metallb.io/v1beta1/bgpadvertisements"),
        WatchedResource(.l2Advertisement, "/apis/metallb.io/v1beta1/l2advertisements"),
        WatchedResource(.bfdProfile, "/apis/metallb.io/v1beta1/bfdprofiles"),
        WatchedResource(.community, "/apis/metallb.io/v1beta1/communities"),
    ]

    private static func conditions(_ kind: ObjectKind, _ path: String, needed: String?) -> WatchedResource {
        WatchedResource(kind, "/apis/" + path, keeping: Verdicts.conditionFields("status")) { node, _ in
            Verdicts.conditions(node, needed: needed)
        }
    }

    // MARK: What the components say

    private static let components: [WatchedResource] = [
        WatchedResource(
            .configurationState, "/apis/metallb.io/v1beta1/configurationstates", onlyOurs: false,
            keeping: ["status/result", "status/errorSummary"], Verdicts.configurationState),
        WatchedResource(
            .frrNodeState, "/apis/frrk8s.metallb.io/v1beta1/frrnodestates", onlyOurs: false,
            keeping: ["status/lastConversionResult", "status/lastReloadResult"], Verdicts.frrNodeState),
        WatchedResource(
            .bgpSessionState, "/apis/frrk8s.metallb.io/v1beta1/bgpsessionstates", onlyOurs: false,
            keeping: ["status/vrf", "status/peer", "status/bgpStatus"], Verdicts.session),
        WatchedResource(
            .service, "/api/v1/services", onlyOurs: false,
            keeping: ["spec/type", "status/loadBalancer/ingress/ip", "status/loadBalancer/ingress/hostname"],
            Verdicts.service),
        WatchedResource(
            .application, "/apis/argoproj.io/v1alpha1/applications", onlyOurs: false,
            keeping: [
                "status/sync/status", "status/operationState/phase", "status/operationState/message",
                "status/conditions/type", "status/conditions/message",
            ], Verdicts.application),
        WatchedResource(
            .kustomization, "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations", onlyOurs: false,
            keeping: Verdicts.conditionFields("status"), Verdicts.kustomization),
    ]
}
