// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore
internal import YAML

/// Turns a plan into the files that Argo CD or Flux applies.
///
/// A pure function: the same plan and settings give the same bytes. One object per file, each folder with an explicit, sorted
/// `kustomization.yaml`; the tree never becomes empty, and no list whose emptiness means "all" is written.
package struct ManifestRenderer: Sendable {
    private let settings: ClusterSettings

    package init(settings: ClusterSettings) { self.settings = settings }

    /// The tree of a plan.
    package func render(_ snapshot: PlanSnapshot) -> ManifestTree {
        var tree = ManifestTree()
        tree["README.md"] = Array(StaticFiles.readme.utf8)
        tree[".sourceignore"] = Array(StaticFiles.sourceIgnore.utf8)

        var shared = [anchor]
        var folders = ["../platform"]
        for tenant in snapshot.tenants {
            let networks = tenant.networks.map { NetworkManifests($0, settings: settings) }
            shared += networks.compactMap(\.sharedPeer)
            let objects = networks.flatMap(\.objects)
            guard !objects.isEmpty else { continue }
            write(objects, to: "tenants/\(tenant.name)", of: tenant, in: &tree)
            tree["tenants/\(tenant.name)/tenant.json"] = TenantFile.bytes(of: tenant)
            folders.append("\(tenant.name)")
        }
        write(shared, to: "platform", of: nil, in: &tree)
        for (path, bytes) in Bootstrap(settings: settings).files { tree["bootstrap/\(path)"] = bytes }
        tree["tenants/kustomization.yaml"] = kustomization(folders)
        return tree
    }

    /// The pool that is always there: MetalLB clears the addresses of all services when the last pool vanishes. It is scoped to
    /// MetalLB's own namespace, because an annotation on a Service overrides `autoAssign: false` but not the scope.
    private var anchor: ManifestObject {
        ManifestObject(
            .ipAddressPool, name: "tenancy-anchor", namespace: settings.metalLBNamespace,
            spec: [
                "addresses": ["\(settings.anchor)"],
                "autoAssign": false,
                "avoidBuggyIPs": false,
                "serviceAllocation": ["namespaces": ["\(settings.metalLBNamespace)"]],
            ])
    }

    /// Writes the objects, one per file, and their kustomization. Objects of one name are one file: tenants that share a peer agree on it.
    private func write(
        _ objects: [ManifestObject], to folder: String, of tenant: Tenant?, in tree: inout ManifestTree
    ) {
        for object in objects { tree["\(folder)/\(object.fileName)"] = object.bytes(of: tenant) }
        tree["\(folder)/kustomization.yaml"] = kustomization(Set(objects.map(\.fileName)).sorted())
    }

    private func kustomization(_ resources: [String]) -> [UInt8] {
        let document: YAMLValue = [
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": .strings(resources),
        ]
        return document.emitted()
    }
}
