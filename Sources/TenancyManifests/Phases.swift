// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore
internal import YAML

/// What leaves the cluster goes in three phases: first what makes addresses known, then addresses, routes and limits, and at last networks and
/// namespaces, whose removal waits for all else (metallb-gitops 2.9). That holds for a tenant, for one of its networks and for a single address alike: what counts
/// is which files are published and shall not be. What is added or changed is not held up, but for an address that another object still has.
package struct Phases: ManifestPhases {
    /// The kinds that go first and second; all others go last.
    private static let kinds: [Set<ManifestKind>] = [
        [.bgpPeer, .bgpAdvertisement, .l2Advertisement, .egressService],
        [
            .egressFirewall, .networkQoS, .clusterNetworkConnect, .frrConfiguration, .routeAdvertisements, .egressIP,
            .ipAddressPool,
        ],
    ]
    private static let numbers = kinds.map { Set($0.map(\.number)) }
    private static let names = kinds.map { Set($0.map(\.name)) }
    private static let holders = [ManifestKind.egressIP.number, ManifestKind.ipAddressPool.number]

    package init() {}

    package func phase(of kind: ObjectKind) -> Int {
        Self.names.firstIndex { $0.contains(kind.rawValue) } ?? Self.names.count
    }

    private static func phase(of file: String) -> Int {
        numbers.firstIndex { $0.contains(String(file.prefix(2))) } ?? numbers.count
    }

    // MARK: What goes

    package func step(
        to desired: ManifestTree, _ difference: TreeDifference, mayGo: (_ tenant: String, _ phase: Int) -> Bool
    ) -> PhaseStep {
        var tree = desired
        var stepped: [String: Int] = [:]
        var waiting: [String: Int] = [:]
        for (tenant, files) in Self.byTenant(difference.published) {
            let folder = "tenants/\(tenant)"
            let wanted = desired[folder: folder]
            let gone = files.filter { wanted[$0.key] == nil && $0.key != "kustomization.yaml" }
            guard var phase = gone.keys.map(Self.phase).min() else { continue }
            // What is announced no more although the object stays: an advertisement without one of its pools.
            if files.keys.contains(where: { wanted[$0] != nil && Self.phase(of: $0) == 0 }) { phase = 0 }
            let isDue = mayGo(tenant, phase)
            if isDue { stepped[tenant] = phase }
            let kept = isDue ? gone.filter { Self.phase(of: $0.key) > phase } : gone
            guard let next = kept.keys.map(Self.phase).min() else { continue }
            waiting[tenant] = next
            let contents = wanted.merging(kept) { wanted, _ in wanted }
            tree[folder: folder] = contents
            Self.list(filesOf: folder, in: &tree)
        }
        if waiting.keys.contains(where: { desired[folder: "tenants/\($0)"].isEmpty }) {
            let names = tree.folderPaths.filter { $0.hasPrefix("tenants/") }.map {
                String($0.dropFirst("tenants/".count))
            }
            tree["tenants/kustomization.yaml"] = ManifestRenderer.kustomization(["../platform"] + names)
        }
        return PhaseStep(tree: tree, stepped: stepped, waiting: waiting)
    }

    /// Files by tenant and name.
    private static func byTenant(_ files: [String: [UInt8]]) -> [String: [String: [UInt8]]] {
        var found: [String: [String: [UInt8]]] = [:]
        for (path, bytes) in files {
            let parts = path.split(separator: "/").map(String.init)
            if parts.count == 3, parts[0] == "tenants" { found[parts[1], default: [:]][parts[2]] = bytes }
        }
        return found
    }

    // MARK: Parts of trees

    private static let list = "tenants/kustomization.yaml"

    package func promoting(
        _ tenant: TenantName, of tree: ManifestTree, _ difference: TreeDifference
    ) -> (tree: ManifestTree, difference: TreeDifference, occupied: [IPAddress: String]) {
        let folder = "tenants/\(tenant)"
        func isOthers(_ path: String) -> Bool {
            (path.hasPrefix("tenants/") && path != Self.list && !path.hasPrefix(folder + "/"))
                || path.hasPrefix("platform/")
        }
        var part = tree
        var occupied: [IPAddress: String] = [:]
        for (path, bytes) in difference.published.sorted(by: { $0.key < $1.key }) where isOthers(path) {
            part[path] = bytes
            guard Self.holdsAddresses(path) else { continue }
            for address in Self.addresses(in: bytes) { occupied[address] = path }
        }
        for path in difference.added where isOthers(path) && !path.hasPrefix("platform/") { part[path] = nil }
        if !part[folder: "platform"].isEmpty { Self.list(filesOf: "platform", in: &part) }
        let isFirst = difference.added.contains(Self.list)
        let listed = isFirst ? [] : Self.resources(difference.published[Self.list] ?? tree[Self.list] ?? [])
        let names = Set(listed).subtracting(["../platform"]).union([tenant.description]).filter {
            !part[folder: "tenants/\($0)"].isEmpty
        }
        part[Self.list] = ManifestRenderer.kustomization(["../platform"] + names.sorted())
        return (
            part,
            TreeDifference(
                published: difference.published.filter { part[$0.key] != $0.value },
                added: difference.added.filter { part[$0] != nil }), occupied
        )
    }

    package func keeping(
        _ paths: Set<String>, in tree: ManifestTree, _ difference: TreeDifference
    ) -> ManifestTree {
        var tree = tree
        for path in paths.sorted() { tree[path] = difference.published[path] }
        for folder in Set(paths.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }).sorted() {
            Self.list(filesOf: folder, in: &tree)
        }
        return tree
    }

    /// Writes a folder's kustomization anew.
    private static func list(filesOf folder: String, in tree: inout ManifestTree) {
        tree["\(folder)/kustomization.yaml"] = ManifestRenderer.kustomization(
            tree[folder: folder].keys.filter { $0.hasSuffix(".yaml") && $0 != "kustomization.yaml" }.sorted())
    }

    private static func resources(_ kustomization: [UInt8]) -> [String] {
        guard case .sequence(let nodes)? = (try? YAMLNode.parse(kustomization))?["resources"]?.content else {
            return []
        }
        return nodes.compactMap(\.text)
    }

    // MARK: Addresses

    package func leaving(_ desired: ManifestTree, _ difference: TreeDifference) -> [IPAddress: String] {
        Self.addresses(at: difference.published.keys, of: { difference.published[$0] }, butNotOf: { desired[$0] })
    }

    package func arriving(_ desired: ManifestTree, _ difference: TreeDifference) -> [IPAddress: String] {
        Self.addresses(
            at: difference.added.union(difference.published.keys), of: { desired[$0] },
            butNotOf: { difference.published[$0] })
    }

    private static func addresses(
        at paths: some Sequence<String>, of some: (String) -> [UInt8]?, butNotOf others: (String) -> [UInt8]?
    ) -> [IPAddress: String] {
        var found: [IPAddress: String] = [:]
        for path in paths.filter(holdsAddresses).sorted() {
            let addresses = some(path).map(addresses) ?? []
            for address in addresses.subtracting(others(path).map(Self.addresses) ?? []) { found[address] = path }
        }
        return found
    }

    private static func holdsAddresses(_ path: String) -> Bool {
        guard path.hasPrefix("tenants/"), let name = path.split(separator: "/").last else { return false }
        return holders.contains(String(name.prefix(2)))
    }

    /// The addresses of an IPAddressPool or an EgressIP of ours, which names each by itself.
    private static func addresses(in bytes: [UInt8]) -> Set<IPAddress> {
        guard let spec = try? YAMLNode.parse(bytes)["spec"],
            case .sequence(let nodes)? = (spec["addresses"] ?? spec["egressIPs"])?.content
        else { return [] }
        return Set(
            nodes.compactMap { node in
                (node.text?.split(separator: "/").first).flatMap { try? IPAddress(parsing: String($0)) }
            })
    }
}
