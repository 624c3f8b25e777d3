// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// What of a ClusterNetworkConnect the API server or OVN-Kubernetes' controller refuses.
    mutating func checkConnections() {
        var numbered: [(object: LintObject, networks: Set<String>, subnets: [Prefix])] = []
        for object in inventory.connections {
            let selectors = (object.at("spec", "networkSelectors")?.items ?? [])
                .compactMap { $0.at("clusterUserDefinedNetworkSelector", "networkSelector") }
            for selector in selectors where LabelSelector(selector).isEmpty {
                report(
                    .selectorEmpty, object, line: selector.line, "it connects the networks of all tenants",
                    fix: "matchExpressions with the labels of two networks")
            }
            let networks = selectors.filter { !LabelSelector($0).isEmpty }.flatMap {
                inventory.select(LabelSelector($0), among: "ClusterUserDefinedNetwork", "k8s.ovn.org")
            }
            let others = (object.at("spec", "networkSelectors")?.items ?? []).contains {
                $0["networkSelectionType"]?.text == "PrimaryUserDefinedNetworks"
            }
            checkNetworks(networks, of: object, hasOthers: others || selectors.contains { LabelSelector($0).isEmpty })
            let subnets = checkSubnets(of: object, for: networks)
            let names = Set(networks.map(\.name))
            for subnet in subnets {
                for earlier in numbered where !earlier.networks.isDisjoint(with: names) {
                    guard let taken = earlier.subnets.first(where: { $0.overlaps(subnet) }) else { continue }
                    report(
                        .connectSubnet, object, line: object.line("spec", "connectSubnets"),
                        "\(subnet) overlaps \(taken) of \(earlier.object.place), which connects one of its networks, too",
                        fix: "a range of its own for each connection")
                }
            }
            numbered.append((object, names, subnets))
        }
    }

    private mutating func checkNetworks(_ networks: [LintObject], of object: LintObject, hasOthers: Bool) {
        func wrong(_ reason: String, _ fix: String) {
            report(.connectNetworks, object, line: object.line("spec", "networkSelectors"), reason, fix: fix)
        }
        if networks.count < 2, !hasOthers {
            return wrong(
                networks.first.map { "it selects \($0.place) alone" } ?? "it selects no network",
                "labels that two networks have")
        }
        for network in networks {
            let form = network.at("spec", "network")
            if let transport = form?["transport"]?.text {
                wrong("\(network.place) has transport \(transport), with which nothing is connected", "leave it out")
            } else if !["layer2", "layer3"].contains(where: { form?[$0]?["role"]?.text == "Primary" }) {
                wrong("\(network.place) is no primary network", "select primary networks")
            }
        }
        let advertised = networks.filter { inventory.networksInVRFs.contains($0.name) }
        if advertised.count > 1 {
            wrong(
                "\(advertised[0].place) and \(advertised[1].place) are both advertised by BGP, and such networks stay apart (ovn-kubernetes#6332)",
                "connect no more than one network that is advertised")
        }
        let forms = networks.map { (object: $0, prefixes: Self.prefixes(of: $0)) }.filter { !$0.prefixes.isEmpty }
        for (index, form) in forms.enumerated() {
            for other in forms[..<index] {
                if let prefix = form.prefixes.first(where: { own in other.prefixes.contains { $0.overlaps(own) } }) {
                    wrong("\(prefix) of \(form.object.place) overlaps \(other.object.place)", "networks that differ")
                } else if Set(form.prefixes.map(\.family)) != Set(other.prefixes.map(\.family)) {
                    wrong(
                        "\(form.object.place) and \(other.object.place) have different address families",
                        "networks of the same families")
                }
            }
        }
    }

    /// The subnets that can be used.
    private mutating func checkSubnets(of object: LintObject, for networks: [LintObject]) -> [Prefix] {
        func wrong(_ line: Int, _ reason: String, _ fix: String) {
            report(.connectSubnet, object, line: line, reason, fix: fix)
        }
        var subnets: [Prefix] = []
        var hostBits: [Int] = []
        for item in object.at("spec", "connectSubnets")?.items ?? [] {
            let text = item["cidr"]?.text ?? ""
            let line = item["cidr"]?.line ?? item.line
            let prefix: Prefix
            do throws(AddressError) {
                prefix = try Prefix(parsing: text)
            } catch {
                wrong(line, "\(error)", "cidr: ADDRESS/LENGTH")
                continue
            }
            if subnets.contains(where: { $0.family == prefix.family }) {
                wrong(line, "\(prefix) is the second one of its family", "one of each family")
            }
            subnets.append(prefix)
            guard let node = item["networkPrefix"], let length = node.text.flatMap({ Int($0) }) else {
                wrong(item.line, "networkPrefix is missing", "networkPrefix: LENGTH, longer than that of the cidr")
                continue
            }
            let limit = prefix.family == .ipv4 ? 31 : 127
            if length <= prefix.length || length > limit {
                wrong(
                    node.line, "a network gets a /\(length), which is no part of \(prefix)",
                    "from \(prefix.length + 1) to \(limit)")
            }
            hostBits.append(prefix.family.width - length)
        }
        if Set(hostBits).count > 1 {
            wrong(
                object.line("spec", "connectSubnets"), "the families give a network different numbers of addresses",
                "32 - networkPrefix of IPv4 and 128 - networkPrefix of IPv6 are the same")
        }
        let families = Set(networks.flatMap { Self.prefixes(of: $0).map(\.family) })
        if let missing = families.subtracting(subnets.map(\.family)).min(), !subnets.isEmpty {
            wrong(
                object.line("spec", "connectSubnets"), "its networks have \(missing.title), and no subnet does",
                "a subnet of each family of the networks")
        }
        return subnets
    }

    /// The subnets of a network of the cluster.
    private static func prefixes(of network: LintObject) -> [Prefix] {
        let form = network.at("spec", "network")
        return ["layer2", "layer3"].flatMap { form?[$0]?["subnets"]?.items ?? [] }
            .compactMap { (($0["cidr"] ?? $0).text).flatMap { Prefix(withHostBits: $0) } }
    }
}
