// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore
internal import YAML

/// Turns a plan into the files that Argo CD or Flux applies.
///
/// A pure function: the same plan and settings give the same bytes. One object per file, each folder with an explicit, sorted
/// `kustomization.yaml`; the tree never becomes empty, and no list whose emptiness means "all" is written.
package struct ManifestRenderer: Sendable {
    let settings: ClusterSettings
    private let memory: RenderMemory

    /// - Parameter memory: keeps what is rendered for the next time.
    package init(settings: ClusterSettings, memory: RenderMemory = RenderMemory()) {
        self.settings = settings
        self.memory = memory
    }

    /// The tree of a plan.
    package func render(_ snapshot: PlanSnapshot) -> ManifestTree {
        var tree = ManifestTree()
        tree["README.md"] = Array(StaticFiles.readme.utf8)
        tree[".sourceignore"] = Array(StaticFiles.sourceIgnore.utf8)

        var shared = [anchor]
        var folders = ["../platform"]
        for part in memory.parts(snapshot.tenants, settings, make: part) where !part.files.isEmpty {
            shared += part.shared
            folders.append("\(part.tenant.name)")
            tree[folder: "tenants/\(part.tenant.name)"] = part.files
        }
        tree[folder: "platform"] = files(of: shared, tenant: nil)
        for (path, bytes) in Bootstrap(settings: settings).files { tree["bootstrap/\(path)"] = bytes }
        tree["tenants/kustomization.yaml"] = memory.list(folders, make: kustomization)
        return tree
    }

    /// The folder of a tenant; empty for one without objects.
    private func part(of tenant: Tenant) -> RenderMemory.Part {
        let networks = manifests(of: tenant)
        let objects = networks.flatMap { $0.objects(at: tenant.departure) }
        var files = objects.isEmpty ? [:] : files(of: objects, tenant: tenant)
        if !objects.isEmpty { files["tenant.json"] = TenantFile.bytes(of: tenant) }
        return RenderMemory.Part(
            tenant: tenant, files: files, shared: networks.compactMap { $0.sharedPeer(at: tenant.departure) })
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

    /// The objects, one per file, and their kustomization. Objects of one name are one file: tenants that share a peer agree on it.
    private func files(of objects: [ManifestObject], tenant: Tenant?) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for object in objects { files[object.fileName] = object.bytes(of: tenant) }
        files["kustomization.yaml"] = kustomization(files.keys.sorted())
        return files
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
