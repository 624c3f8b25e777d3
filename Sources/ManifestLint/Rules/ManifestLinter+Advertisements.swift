// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    /// Advertisements whose lists are empty and so mean everything, or name what is not there.
    mutating func checkAdvertisements() {
        for advertisement in inventory.l2Advertisements + inventory.bgpAdvertisements {
            let isL2 = advertisement.kind == "L2Advertisement"
            let names = advertisement.at("spec", "ipAddressPools")?.items ?? []
            if Self.takesAllPools(advertisement) {
                report(
                    .advertisementAllPools, advertisement, line: advertisement.line("spec", "ipAddressPools"),
                    "without ipAddressPools it announces the pools of all tenants", fix: "ipAddressPools: [NAME]")
            }
            if isL2, advertisement.at("spec", "interfaces")?.items.isEmpty ?? true {
                report(
                    .advertisementAllInterfaces, advertisement, line: advertisement.line("spec", "interfaces"),
                    "without interfaces the node answers ARP and ND on every network it is in",
                    fix: "interfaces: [NAME]")
            }
            let peers = advertisement.at("spec", "peers")?.items ?? []
            if !isL2, peers.isEmpty {
                report(
                    .advertisementAllPeers, advertisement, line: advertisement.line("spec", "peers"),
                    "without peers the addresses are announced to the peers of all VRFs", fix: "peers: [NAME]")
            }
            checkNames(names, "IPAddressPool", advertisement)
            checkNames(peers, "BGPPeer", advertisement)
            if names.count > 1 { checkTenants(of: names.compactMap(\.text), advertisement) }
        }
    }

    private mutating func checkNames(_ names: [YAMLNode], _ kind: String, _ advertisement: LintObject) {
        for node in names where !inventory.has(kind, "metallb.io", node.text ?? "") {
            report(
                .advertisementUnknown, advertisement, line: node.line, "there is no \(kind) '\(node.text ?? "")'",
                fix: Self.known(inventory.all(kind, "metallb.io")))
        }
    }

    private mutating func checkTenants(of names: [String], _ advertisement: LintObject) {
        let scopes = inventory.pools.filter { names.contains($0.name) }
            .map { Set($0.at("spec", "serviceAllocation", "namespaces")?.texts ?? []) }
        guard let first = scopes.first, scopes.contains(where: { $0.isDisjoint(with: first) }) else { return }
        report(
            .advertisementShared, advertisement, line: advertisement.line("spec", "ipAddressPools"),
            "its pools serve different namespaces, so removing one tenant is an edit of what others need",
            fix: "one advertisement for each tenant")
    }

    /// A hint at the names that exist.
    static func known(_ objects: [LintObject]) -> String {
        let names = Set(objects.map(\.name)).sorted()
        if names.isEmpty { return "add it" }
        return "known: " + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }
}
