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
        case .argocd: [appProject, applicationSet, HealthChecks.argocd(in: namespace)].map { file($0, in: "argocd") }
        case .flux: [gitRepository, kustomization].map { file($0, in: "flux") }
        }
    }

    private func file(_ object: ManifestObject, in folder: String) -> (path: String, bytes: [UInt8]) {
        ("\(folder)/\(object.fileName)", object.bytes(of: nil))
    }

    /// A path of the tree in the repository.
    private func path(_ inTree: String) -> String { gitOps.folder.isEmpty ? inTree : "\(gitOps.folder)/\(inTree)" }

    private var namespace: NamespaceName? {
        gitOps.namespace ?? (try? NamespaceName(gitOps.flavor == .argocd ? "argocd" : "flux-system"))
    }

    // MARK: Argo CD

    private static let server: YAMLValue = "https://kubernetes.default.svc"

    /// What the repository may make: our kinds, in whatever namespaces the tenants have, and not in those of the cluster.
    private var appProject: ManifestObject {
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
            .appProject, name: Self.name, namespace: namespace,
            spec: [
                "description": "Networks of tenants, written by tenancyd",
                "sourceRepos": [.string(gitOps.url)],
                "destinations": .sequence(
                    (["*"] + denied.map { "!\($0)" }).map { ["server": Self.server, "namespace": .string($0)] }),
                "clusterResourceWhitelist": list(clusterKinds),
                "namespaceResourceWhitelist": list(kinds),
            ])
    }

    /// An Application for each tenant, found by its machine-readable file, and one for what all share.
    private var applicationSet: ManifestObject {
        let repository: YAMLMapping = [
            "repoURL": .string(gitOps.url), "revision": .string(gitOps.branch),
        ]
        var files = repository
        files["files"] = [["path": .string(path("tenants/*/tenant.json"))]]
        var directories = repository
        directories["directories"] = [["path": .string(path("platform"))]]
        return ManifestObject(
            .applicationSet, name: Self.name, namespace: namespace,
            spec: [
                "goTemplate": true,
                "goTemplateOptions": ["missingkey=error"],
                "generators": [["git": .mapping(directories)], ["git": .mapping(files)]],
                "template": [
                    "metadata": ["name": "tenancy-{{ .path.basename }}"],
                    "spec": [
                        "project": .string(Self.name),
                        "source": [
                            "repoURL": .string(gitOps.url), "targetRevision": .string(gitOps.branch),
                            "path": "{{ .path.path }}",
                        ],
                        "destination": ["server": Self.server],
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

    private var gitRepository: ManifestObject {
        var spec: YAMLMapping = [
            "interval": "1m", "url": .string(gitOps.url), "ref": ["branch": .string(gitOps.branch)],
        ]
        if let secret = gitOps.secret { spec["secretRef"] = ["name": .string(secret)] }
        return ManifestObject(.gitRepository, name: Self.name, namespace: namespace, spec: .mapping(spec))
    }

    /// One Kustomization for the whole tree. Its own removal leaves everything as it is: that is how it gets lost by mistake.
    private var kustomization: ManifestObject {
        ManifestObject(
            .fluxKustomization, name: Self.name, namespace: namespace,
            spec: [
                "interval": "10m", "retryInterval": "2m", "timeout": "5m",
                "path": .string("./" + path("tenants")),
                "sourceRef": ["kind": "GitRepository", "name": .string(Self.name)],
                "prune": true, "wait": true, "deletionPolicy": "Orphan",
                "healthCheckExprs": HealthChecks.flux,
            ])
    }
}
