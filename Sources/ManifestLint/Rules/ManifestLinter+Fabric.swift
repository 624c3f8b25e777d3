// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// EVPN: VTEPs, and what tells networks apart in the fabric.
    mutating func checkFabric() {
        for object in inventory.endpoints { checkEndpoint(object) }
        var numbers: [Int: LintObject] = [:]
        let advertised = Set(
            inventory.routeAdvertisements.flatMap { $0.at("spec", "networkSelectors")?.items ?? [] }
                .compactMap { $0.at("clusterUserDefinedNetworkSelector", "networkSelector") }
                .flatMap { inventory.select(LabelSelector($0), among: "ClusterUserDefinedNetwork", "k8s.ovn.org") }
                .map(\.name))
        for network in inventory.clusterNetworks {
            guard let form = network.at("spec", "network") else { continue }
            checkForm(form, of: network)
            guard form["transport"]?.text == "EVPN", let evpn = form["evpn"] else { continue }
            if let name = evpn["vtep"]?.text, !inventory.has("VTEP", "k8s.ovn.org", name) {
                report(
                    .fabricEndpoint, network, line: evpn["vtep"]?.line ?? evpn.line, "there is no VTEP '\(name)'",
                    fix: Self.known(inventory.endpoints))
            }
            for key in ["macVRF", "ipVRF"] {
                guard let part = evpn[key] else { continue }
                if let target = part["routeTarget"], let problem = Self.problem(target.text ?? "") {
                    report(.fabricNumber, network, line: target.line, problem, fix: "routeTarget: ASN:NUMBER")
                }
                guard let node = part["vni"], let vni = node.text.flatMap({ Int($0) }), (1...0xFF_FFFF).contains(vni)
                else {
                    report(
                        .fabricNumber, network, line: part["vni"]?.line ?? part.line,
                        "\(key) has no VNI from 1 to 16777215", fix: "vni: NUMBER")
                    continue
                }
                if let other = numbers.updateValue(network, forKey: vni) {
                    report(
                        .fabricNumber, network, line: node.line, "VNI \(vni) is that of \(other.place), too",
                        fix: "a VNI of its own for each VRF of each network")
                }
            }
            if !advertised.contains(network.name) {
                report(
                    .fabricNothing, network, line: network.line("metadata", "name"),
                    "no RouteAdvertisements select it, so the fabric does not know it",
                    fix: "RouteAdvertisements with targetVRF: auto and its label")
            }
        }
    }

    private mutating func checkEndpoint(_ object: LintObject) {
        var prefixes: [Prefix] = []
        let items = object.at("spec", "cidrs")?.items ?? []
        if items.isEmpty {
            report(
                .fabricEndpoint, object, line: object.line("spec", "cidrs"), "it has no range for its address",
                fix: "cidrs: [PREFIX]")
        }
        for node in items {
            let prefix: Prefix
            do throws(AddressError) {
                prefix = try Prefix(parsing: node.text ?? "")
            } catch {
                report(.fabricEndpoint, object, line: node.line, "\(error)", fix: "ADDRESS/LENGTH")
                continue
            }
            if let other = prefixes.first(where: { $0.overlaps(prefix) }) {
                report(
                    .fabricEndpoint, object, line: node.line, "\(prefix) overlaps \(other)",
                    fix: "ranges that are apart")
            }
            prefixes.append(prefix)
        }
    }

    /// What the API server refuses.
    private mutating func checkForm(_ form: YAMLNode, of network: LintObject) {
        func wrong(_ line: Int, _ reason: String, _ fix: String) {
            report(.networkSchema, network, line: line, reason, fix: fix)
        }
        let isEVPN = form["transport"]?.text == "EVPN"
        guard let evpn = form["evpn"] else {
            if isEVPN {
                wrong(
                    form["transport"]?.line ?? form.line, "transport EVPN needs evpn",
                    "evpn: {vtep: NAME, macVRF: {vni: NUMBER}}")
            }
            return
        }
        guard isEVPN else { return wrong(evpn.line, "evpn needs transport: EVPN", "transport: EVPN") }
        let (segment, routed) = (evpn["macVRF"], evpn["ipVRF"])
        switch form["topology"]?.text {
        case "Layer2" where segment == nil: wrong(evpn.line, "a Layer2 network needs macVRF", "macVRF: {vni: NUMBER}")
        case "Layer3" where routed == nil: wrong(evpn.line, "a Layer3 network needs ipVRF", "ipVRF: {vni: NUMBER}")
        case "Layer3": if let segment { wrong(segment.line, "a Layer3 network has no macVRF", "ipVRF alone") }
        default: break
        }
        if !["layer2", "layer3"].contains(where: { form[$0]?["role"]?.text == "Primary" }) {
            wrong(form["transport"]?.line ?? form.line, "only a primary network has transport EVPN", "role: Primary")
        }
    }

    /// Why a text is no route target that OVN-Kubernetes takes; `nil` when it is one.
    private static func problem(_ text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let number =
            parts.count == 2 && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(parts[1]) : nil
        guard parts.count == 2, let number else { return "'\(text)' is not ASN:NUMBER" }
        if parts[0] == "*" { return nil }
        // A short AS number leaves four bytes for the rest, an address or a long one two.
        if let asn = UInt32(parts[0]) {
            return asn <= 0xFFFF || number <= 0xFFFF
                ? nil : "'\(text)': behind a four-byte AS number comes at most 65535"
        }
        guard let address = try? IPAddress(parsing: parts[0]), address.family == .ipv4 else {
            return "'\(text)': '\(parts[0])' is no AS number and no IPv4 address"
        }
        return number <= 0xFFFF ? nil : "'\(text)': behind an address comes at most 65535"
    }
}
