// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Takes tenants out of the cluster in three revisions (metallb-gitops 2.9): first what makes their addresses known, then addresses, routes and limits,
/// and at last the networks and namespaces, whose removal waits for all else.
package enum Withdrawal {
    /// The numbers of the files that go first and second; all others go last.
    private static let phases: [Set<String>] = [["45", "50", "55"], ["15", "20", "25", "30", "40"]]

    /// - Parameters:
    ///   - desired: the tree without the tenants.
    ///   - published: what is published of them, by tenant and file name.
    ///   - isDue: whether a tenant may go a step further.
    package static func step(
        to desired: ManifestTree, from published: [String: [String: [UInt8]]], isDue: (String) -> Bool
    ) -> WithdrawalStep {
        var tree = desired
        var waiting: [String] = []
        var stepped: [String] = []
        for (tenant, files) in published.sorted(by: { $0.key < $1.key })
        where desired[folder: "tenants/\(tenant)"].isEmpty {
            var kept = files.filter { $0.key != "kustomization.yaml" }
            if isDue(tenant) {
                stepped.append(tenant)
                let phase = phases.first { numbers in kept.keys.contains { numbers.contains(String($0.prefix(2))) } }
                kept = phase.map { numbers in kept.filter { !numbers.contains(String($0.key.prefix(2))) } } ?? [:]
            }
            guard !kept.isEmpty else { continue }
            waiting.append(tenant)
            let resources = kept.keys.filter { $0.hasSuffix(".yaml") }.sorted()
            kept["kustomization.yaml"] = ManifestRenderer.kustomization(resources)
            tree[folder: "tenants/\(tenant)"] = kept
        }
        if !waiting.isEmpty {
            let names = tree.folderPaths.filter { $0.hasPrefix("tenants/") }.map {
                String($0.dropFirst("tenants/".count))
            }
            tree["tenants/kustomization.yaml"] = ManifestRenderer.kustomization(["../platform"] + names)
        }
        return WithdrawalStep(tree: tree, waiting: waiting, stepped: stepped)
    }
}
