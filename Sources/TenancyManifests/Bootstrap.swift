// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// What a person applies once, so that Argo CD or Flux applies the tree.
///
/// It depends on the configuration alone and never on the plan: a tenant more is no work for that person.
struct Bootstrap {
    let settings: ClusterSettings

    private var gitOps: GitOpsSettings { settings.gitOps }
    private static let name = "tenancy"

    /// The files by their path in the folder.
    var files: [(path: String, bytes: [UInt8])] {
        switch gitOps.flavor {
        case .plain: []
        case .argocd:
            (places.flatMap { [appProject($0), applicationSet($0)] } + [HealthChecks.argocd(in: namespace)])
                .map { file($0, in: "argocd") }
        case .flux: places.flatMap { [gitRepository($0), kustomization($0)] }.map { file($0, in: "flux") }
        }
    }

    /// Where a cluster finds its manifests.
    private struct Place {
        /// What its objects are called.
        let name: String
        let branch: String
        let folder: String
        let server: String
        let kubeConfig: String?

        /// A path of the tree in the repository.
        func path(_ inTree: String) -> String { folder.isEmpty ? inTree : "\(folder)/\(inTree)" }
    }

    /// One for each environment, which may have a cluster of its own; else one.
    private var places: [Place] {
        guard !gitOps.environments.isEmpty else {
            return [
                Place(
                    name: Self.name, branch: gitOps.branch, folder: gitOps.folder, server: Self.server, kubeConfig: nil)
            ]
        }
        return gitOps.environments.map { environment in
            Place(
                name: "\(Self.name)-\(environment.name)", branch: environment.branch,
                folder: environment.folder,
                server: environment.server ?? Self.server, kubeConfig: environment.kubeConfig)
        }
    }

    private func file(_ object: ManifestObject, in folder: String) -> (path: String, bytes: [UInt8]) {
        ("\(folder)/\(object.fileName)", object.bytes(of: nil))
    }

    private var namespace: NamespaceName? {
        gitOps.namespace ?? (try? NamespaceName(gitOps.flavor == .argocd ? "argocd" : "flux-system"))
    }

    // MARK: Argo CD

    private static let server = "https://kubernetes.default.svc"

    /// What the repository may make: our kinds, in whatever namespaces the tenants have, and not in those of the cluster.
    private func appProject(_ place: Place) -> ManifestObject {
        let kinds: [(group: String, kind: String)] = [
            ("metallb.io", "IPAddressPool"), ("metallb.io", "BGPPeer"), ("metallb.io", "BGPAdvertisement"),
            ("metallb.io", "L2Advertisement"), ("metallb.io", "BFDProfile"),
            ("frrk8s.metallb.io", "FRRConfiguration"), ("", "ConfigMap"), ("", "ResourceQuota"), ("", "LimitRange"),
            ("", "ServiceAccount"), ("rbac.authorization.k8s.io", "RoleBinding"),
            ("networking.k8s.io", "NetworkPolicy"), ("k8s.ovn.org", "EgressFirewall"),
            ("k8s.ovn.org", "EgressService"), ("k8s.ovn.org", "NetworkQoS"),
        ]
        let clusterKinds: [(group: String, kind: String)] = [
            ("", "Namespace"), ("k8s.ovn.org", "ClusterUserDefinedNetwork"), ("k8s.ovn.org", "RouteAdvertisements"),
            ("k8s.ovn.org", "EgressIP"), ("k8s.ovn.org", "ClusterNetworkConnect"), ("k8s.ovn.org", "VTEP"),
        ]
        func list(_ kinds: [(group: String, kind: String)]) -> YAMLValue {
            .sequence(kinds.map { ["group": .string($0.group), "kind": .string($0.kind)] })
        }
        let denied = ["kube-system", "kube-public", "default"] + (namespace.map { ["\($0)"] } ?? [])
        return ManifestObject(
            .appProject, name: place.name, namespace: namespace,
            spec: [
                "description": "Networks of tenants, written by tenancyd",
                "sourceRepos": [.string(gitOps.url)],
                "destinations": .sequence(
                    (["*"] + denied.map { "!\($0)" }).map {
                        ["server": .string(place.server), "namespace": .string($0)]
                    }),
                "clusterResourceWhitelist": list(clusterKinds),
                "namespaceResourceWhitelist": list(kinds),
            ])
    }

    /// An Application for each tenant, found by its machine-readable file, and one for what all share.
    private func applicationSet(_ place: Place) -> ManifestObject {
        let repository: YAMLMapping = [
            "repoURL": .string(gitOps.url), "revision": .string(place.branch),
        ]
        var files = repository
        files["files"] = [["path": .string(place.path("tenants/*/tenant.json"))]]
        var directories = repository
        directories["directories"] = [["path": .string(place.path("platform"))]]
        return ManifestObject(
            .applicationSet, name: place.name, namespace: namespace,
            spec: [
                "goTemplate": true,
                "goTemplateOptions": ["missingkey=error"],
                "generators": [["git": .mapping(directories)], ["git": .mapping(files)]],
                "template": [
                    "metadata": ["name": .string("\(place.name)-{{ .path.basename }}")],
                    "spec": [
                        "project": .string(place.name),
                        "source": [
                            "repoURL": .string(gitOps.url), "targetRevision": .string(place.branch),
                            "path": "{{ .path.path }}",
                        ],
                        "destination": ["server": .string(place.server)],
                        "syncPolicy": [
                            "automated": ["prune": true, "selfHeal": true],
                            // MetalLB's webhook refuses an address until another pool has let it go, and a commit is tried once.
                            "retry": [
                                "limit": 5, "backoff": ["duration": "10s", "factor": 2, "maxDuration": "3m"],
                            ],
                            "syncOptions": ["ServerSideApply=true", "PruneLast=true", "FailOnSharedResource=true"],
                        ],
                    ],
                ],
            ])
    }

    // MARK: Flux

    private func gitRepository(_ place: Place) -> ManifestObject {
        var spec: YAMLMapping = [
            "interval": "1m", "url": .string(gitOps.url), "ref": ["branch": .string(place.branch)],
        ]
        if let secret = gitOps.secret { spec["secretRef"] = ["name": .string(secret)] }
        return ManifestObject(.gitRepository, name: place.name, namespace: namespace, spec: .mapping(spec))
    }

    /// One Kustomization for the whole tree. Its own removal leaves everything as it is: that is how it gets lost by mistake.
    private func kustomization(_ place: Place) -> ManifestObject {
        var spec: YAMLMapping = [
            "interval": "10m", "retryInterval": "2m", "timeout": "5m",
            "path": .string("./" + place.path("tenants")),
            "sourceRef": ["kind": "GitRepository", "name": .string(place.name)],
            "prune": true, "wait": true, "deletionPolicy": "Orphan",
            "healthCheckExprs": HealthChecks.flux,
        ]
        if let secret = place.kubeConfig { spec["kubeConfig"] = ["secretRef": ["name": .string(secret)]] }
        return ManifestObject(.fluxKustomization, name: place.name, namespace: namespace, spec: .mapping(spec))
    }
}
