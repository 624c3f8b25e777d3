// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// What FRR-K8s refuses to merge or merges into more than was meant.
    mutating func checkFRR() {
        var numbers: [String: (text: String, object: LintObject)] = [:]
        var sessions: [String: (neighbor: YAMLNode, object: LintObject)] = [:]
        for peer in inventory.peers {
            guard let spec = peer.at("spec"), let address = spec["peerAddress"]?.text else { continue }
            let vrf = spec["vrf"]?.text ?? ""
            if let text = spec["myASN"]?.text { numbers[vrf] = numbers[vrf] ?? (text, peer) }
            sessions["\(address) \(vrf)"] = sessions["\(address) \(vrf)"] ?? (spec, peer)
        }
        for object in inventory.frrConfigurations {
            if object.name.hasPrefix("ovnk-generated-") {
                report(
                    .frrGenerated, object, line: object.line("metadata", "name"),
                    "OVN-Kubernetes writes objects of this name and removes those that it does not know",
                    fix: "ship the template that RouteAdvertisements select, under another name")
            }
            if LabelSelector(object.at("spec", "nodeSelector")).isEmpty {
                report(
                    .frrNodeSelector, object, line: object.line("spec", "nodeSelector"),
                    "without nodeSelector it is merged on every node",
                    fix: "nodeSelector: {matchLabels: {kubernetes.io/hostname: NODE}}")
            }
            let routers = object.at("spec", "bgp", "routers")?.items ?? []
            if Set(routers.map { $0["vrf"]?.text ?? "" }).count > 1 {
                report(
                    .frrSeveralVRFs, object, line: object.line("spec", "bgp", "routers"),
                    "a mistake in one VRF holds up the others", fix: "one FRRConfiguration for each VRF")
            }
            for router in routers {
                let vrf = router["vrf"]?.text ?? ""
                if !vrf.isEmpty, let problem = Self.interfaceProblem(vrf) {
                    report(
                        .frrField, object, line: router["vrf"]?.line ?? router.line,
                        "'\(vrf)' names no VRF device: \(problem)", fix: "the name of the VRF, at most 15 bytes")
                }
                if let number = router["asn"], let text = number.text {
                    if let first = numbers[vrf], first.text != text {
                        report(
                            .frrConflict, object, line: number.line,
                            "\(first.object.place) has AS number \(first.text) in the same VRF",
                            fix: "one AS number per VRF")
                    }
                    numbers[vrf] = numbers[vrf] ?? (text, object)
                }
                for neighbor in router["neighbors"]?.items ?? [] {
                    check(neighbor, of: router, in: object)
                    guard let address = neighbor["address"]?.text else { continue }
                    if let first = sessions["\(address) \(vrf)"] {
                        compare(neighbor, object, first.neighbor, first.object)
                    }
                    sessions["\(address) \(vrf)"] = sessions["\(address) \(vrf)"] ?? (neighbor, object)
                }
            }
        }
    }

    private mutating func check(_ neighbor: YAMLNode, of router: YAMLNode, in object: LintObject) {
        if let mode = neighbor.at("toReceive", "allowed", "mode"), mode.text == "all" {
            report(
                .frrReceiveAll, object, line: mode.line,
                "the peer may send any route, and the session is open for all objects that are merged with this one",
                fix: "mode: filtered, with the prefixes that the provider announces")
        }
        let own = Set((router["prefixes"]?.texts ?? []).map(Self.canonical))
        for prefix in neighbor.at("toAdvertise", "allowed", "prefixes")?.items ?? []
        where !own.contains(Self.canonical(prefix.text ?? "")) {
            report(
                .frrNotSelfContained, object, line: prefix.line,
                "'\(prefix.text ?? "")' is not among the prefixes of its router in this object",
                fix: "add it to the router's prefixes")
        }
        let timers = ["holdTime", "keepaliveTime"].filter { neighbor[$0] != nil }
        if timers.count == 1 {
            report(
                .frrField, object, line: neighbor[timers[0]]?.line ?? neighbor.line, "\(timers[0]) stands alone",
                fix: "set holdTime and keepaliveTime, or neither")
        }
        if neighbor["dualStackAddressFamily"]?.content == .bool(true), isTemplate(object) {
            report(
                .frrField, object, line: neighbor["dualStackAddressFamily"]?.line ?? neighbor.line,
                "RouteAdvertisements that select it are not accepted", fix: "one neighbor of each family")
        }
    }

    /// Whether RouteAdvertisements select it.
    private func isTemplate(_ object: LintObject) -> Bool {
        inventory.routeAdvertisements.contains {
            LabelSelector($0.at("spec", "frrConfigurationSelector")).matches(object.labels)
        }
    }

    /// Holds two descriptions of one session against each other; what is left out is its default.
    private mutating func compare(
        _ neighbor: YAMLNode, _ object: LintObject, _ first: YAMLNode, _ other: LintObject
    ) {
        let fields: [(own: String, peer: String, standard: String)] = [
            ("asn", "peerASN", ""), ("port", "peerPort", "179"), ("sourceaddress", "sourceAddress", ""),
            ("ebgpMultiHop", "ebgpMultiHop", "false"), ("holdTime", "holdTime", "180s"),
            ("keepaliveTime", "keepaliveTime", "60s"), ("password", "password", ""),
        ]
        for field in fields {
            let theirs = first[other.kind == "BGPPeer" ? field.peer : field.own]?.text ?? field.standard
            let ours = neighbor[field.own]
            guard (ours?.text ?? field.standard) != theirs else { continue }
            report(
                .frrConflict, object, line: ours?.line ?? neighbor.line,
                "\(other.place) has \(theirs.isEmpty ? "no \(field.own)" : "\(field.own) \(theirs)") for the same session",
                fix: "say the same of a session everywhere")
        }
    }

    private static func canonical(_ text: String) -> String { Prefix(withHostBits: text).map { "\($0)" } ?? text }
}
