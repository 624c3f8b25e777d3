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
        let difference = old.map { snapshot.changes(since: $0.snapshot) } ?? (changed: snapshot.tenants, removed: [])
        var changed = difference.changed
        let neighborhoods = Neighborhood.all(in: snapshot)
        if let old, neighborhoods != old.neighborhoods {
            let known = Set(changed.map(\.name))
            changed += snapshot.tenants.filter { tenant in
                !known.contains(tenant.name)
                    && tenant.networks.contains { neighborhoods[$0.key] != old.neighborhoods[$0.key] }
            }
        }
        if let old, changed.isEmpty, difference.removed.isEmpty { return old.tree }
        var tree = old?.tree ?? frame
        var shared = old?.shared ?? [:]
        var isOtherList = old == nil
        for name in difference.removed {
            isOtherList = isOtherList || !tree[folder: Self.folder(of: name)].isEmpty
            tree[folder: Self.folder(of: name)] = [:]
            shared[name] = nil
        }
        for tenant in changed {
            let folder = Self.folder(of: tenant.name)
            let part = part(of: tenant, neighborhoods)
            isOtherList = isOtherList || tree[folder: folder].isEmpty != part.files.isEmpty
            tree[folder: folder] = part.files
            shared[tenant.name] = part.shared.isEmpty ? nil : part.shared
        }
        if old == nil || shared != old?.shared {
            let objects = shared.sorted { $0.key < $1.key }.flatMap(\.value)
            tree[folder: "platform"] = files(of: [anchor] + profiles + fabric + objects, tenant: nil)
        }
        if isOtherList {
            let names = snapshot.tenants.map(\.name).filter { !tree[folder: Self.folder(of: $0)].isEmpty }
            tree["tenants/kustomization.yaml"] = Self.kustomization(["../platform"] + names.map(\.description))
        }
        tree.complete()
        memory.keep(
            RenderMemory.Rendering(
                settings: settings, snapshot: snapshot, neighborhoods: neighborhoods, tree: tree, shared: shared))
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
    private func part(
        of tenant: Tenant, _ neighborhoods: [NetworkKey: Neighborhood]
    ) -> (files: [String: [UInt8]], shared: [ManifestObject]) {
        let networks = manifests(of: tenant, neighborhoods)
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

    /// The node's end of an EVPN fabric, which all of its networks share: where its address is found, and the speakers of the fabric, with which
    /// RouteAdvertisements have FRR exchange what the networks need (ovn-kubernetes 1.13, 2.8).
    private var fabric: [ManifestObject] {
        guard settings.features.contains(.evpn), let evpn = settings.evpn else { return [] }
        var router: YAMLMapping = ["asn": .int(Int(settings.asn))]
        router["id"] = settings.routerID.map { .string("\($0)") }
        router["neighbors"] = .sequence(
            evpn.peers.map { ["address": .string("\($0.peer)"), "asn": .int(Int($0.asn))] })
        return [
            ManifestObject(
                .vtep, name: NetworkManifests.fabric,
                spec: ["cidrs": .strings(evpn.vtep.map(\.description)), "mode": "Unmanaged"]),
            ManifestObject(
                .frrConfiguration, name: "\(NetworkManifests.fabric)-fabric", namespace: settings.frrK8sNamespace,
                labels: NetworkManifests.fabricLabels,
                spec: [
                    "nodeSelector": ["matchLabels": ["kubernetes.io/hostname": .string(settings.nodeName)]],
                    "bgp": ["routers": [.mapping(router)]],
                ]),
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
