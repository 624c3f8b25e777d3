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
        let old = memory.rendering(with: settings)
        let (changed, removed) = old.map { snapshot.changes(since: $0.snapshot) } ?? (snapshot.tenants, [])
        if let old, changed.isEmpty, removed.isEmpty { return old.tree }
        var tree = old?.tree ?? frame
        var shared = old?.shared ?? [:]
        var isOtherList = old == nil
        for name in removed {
            isOtherList = isOtherList || !tree[folder: Self.folder(of: name)].isEmpty
            tree[folder: Self.folder(of: name)] = [:]
            shared[name] = nil
        }
        for tenant in changed {
            let folder = Self.folder(of: tenant.name)
            let part = part(of: tenant)
            isOtherList = isOtherList || tree[folder: folder].isEmpty != part.files.isEmpty
            tree[folder: folder] = part.files
            shared[tenant.name] = part.shared.isEmpty ? nil : part.shared
        }
        if old == nil || shared != old?.shared {
            let objects = shared.sorted { $0.key < $1.key }.flatMap(\.value)
            tree[folder: "platform"] = files(of: [anchor] + profiles + objects, tenant: nil)
        }
        if isOtherList {
            let names = snapshot.tenants.map(\.name).filter { !tree[folder: Self.folder(of: $0)].isEmpty }
            tree["tenants/kustomization.yaml"] = Self.kustomization(["../platform"] + names.map(\.description))
        }
        tree.complete()
        memory.keep(
            RenderMemory.Rendering(settings: settings, snapshot: snapshot, tree: tree, shared: shared))
        return tree
    }

    /// What does not depend on the plan.
    private var frame: ManifestTree {
        var tree = ManifestTree()
        tree["README.md"] = Array(StaticFiles.readme.utf8)
        tree[".sourceignore"] = Array(StaticFiles.sourceIgnore.utf8)
        for (path, bytes) in Bootstrap(settings: settings).files { tree["bootstrap/\(path)"] = bytes }
        return tree
    }

    private static func folder(of tenant: TenantName) -> String { "tenants/\(tenant)" }

    /// The folder of a tenant, empty for one without objects, and what it adds to the files of all.
    private func part(of tenant: Tenant) -> (files: [String: [UInt8]], shared: [ManifestObject]) {
        let networks = manifests(of: tenant)
        let objects = networks.flatMap { $0.objects(at: tenant.departure) }
        guard !objects.isEmpty else { return ([:], []) }
        var files = files(of: objects, tenant: tenant)
        files["tenant.json"] = TenantFile.bytes(of: tenant)
        return (files, networks.compactMap { $0.sharedPeer(at: tenant.departure) })
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

    /// What the peers of all tenants name.
    private var profiles: [ManifestObject] {
        guard let bfd = settings.bfd else { return [] }
        return [
            ManifestObject(
                .bfdProfile, name: NetworkManifests.bfdProfile, namespace: settings.metalLBNamespace,
                spec: .mapping(NetworkManifests.fields(of: bfd)))
        ]
    }

    /// The objects, one per file, and their kustomization. Objects of one name are one file: tenants that share a peer agree on it.
    private func files(of objects: [ManifestObject], tenant: Tenant?) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for object in objects { files[object.fileName] = object.bytes(of: tenant) }
        files["kustomization.yaml"] = Self.kustomization(files.keys.sorted())
        return files
    }

    static func kustomization(_ resources: [String]) -> [UInt8] {
        let document: YAMLValue = [
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": .strings(resources),
        ]
        return document.emitted()
    }
}
