// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// What the new files do to the old ones in one step.
    mutating func checkChanges() {
        guard let files = settings.old else { return }
        var ignored: [LintFinding] = []
        let old = Self.read(files, &ignored)
        var before: [String: LintObject] = [:]
        for object in old.objects { before[object.identity] = object }
        let now = Set(inventory.objects.map(\.identity))
        for network in inventory.clusterNetworks + inventory.namespacedNetworks {
            guard let previous = before[network.identity] else { continue }
            let key = network.namespace == nil ? ["spec", "network"] : ["spec"]
            guard let one = previous.node.at(key[...]), let two = network.node.at(key[...]), one.value != two.value
            else {
                continue
            }
            report(
                .immutableChange, network, line: network.line("spec", "network"),
                "\(key.joined(separator: ".")) is not what was published, and it cannot be changed",
                fix: "a network with a new name, and a move of the workload to it")
        }
        for connection in inventory.connections {
            let previous = before[connection.identity]?.at("spec", "connectSubnets")
            guard let previous, previous.value != connection.at("spec", "connectSubnets")?.value else { continue }
            report(
                .immutableChange, connection, line: connection.line("spec", "connectSubnets"),
                "spec.connectSubnets is not what was published, and it cannot be changed",
                fix: "a ClusterNetworkConnect with a new name")
        }
        let isGone = { (object: LintObject) in !now.contains(object.identity) }
        for pool in old.pools where isGone(pool) {
            let advertisements = (old.l2Advertisements + old.bgpAdvertisements)
                .filter { ($0.at("spec", "ipAddressPools")?.texts ?? []).contains(pool.name) }
            guard !advertisements.isEmpty else { continue }
            reportRemoval(pool, "MetalLB gives its Services other addresses at once")
        }
        for network in old.clusterNetworks where isGone(network) {
            let names = old.namespaces(LabelSelector(network.at("spec", "namespaceSelector")))
            guard old.namespaces.contains(where: { names.contains($0.name) && isGone($0) }) else { continue }
            reportRemoval(network, "its namespaces go with it, and both wait for pods that nobody stops")
        }
        checkMoves(from: old)
    }

    private mutating func reportRemoval(_ object: LintObject, _ reason: String) {
        report(
            .deletedAtOnce, file: object.file, line: object.line("metadata", "name"),
            "\(object.title) is removed in one step: \(reason)",
            fix: "remove what announces it, then what uses it, then it")
    }

    private mutating func checkMoves(from old: Inventory) {
        var owners: [Extent: String] = [:]
        for pool in old.pools {
            for text in pool.at("spec", "addresses")?.texts ?? [] {
                if let extent = Extent(poolEntry: text) { owners[extent] = pool.name }
            }
        }
        for pool in inventory.pools {
            for node in pool.at("spec", "addresses")?.items ?? [] {
                guard let extent = Extent(poolEntry: node.text ?? ""), let owner = owners[extent], owner != pool.name
                else { continue }
                report(
                    .addressMoved, pool, line: node.line,
                    "\(node.text ?? "") was in IPAddressPool \(owner); the webhook refuses it while that is applied later",
                    fix: "remove it there first, and add it here when that is live")
            }
        }
    }
}
