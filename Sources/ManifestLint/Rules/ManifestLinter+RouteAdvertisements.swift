// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    /// What the controller of RouteAdvertisements does not accept.
    mutating func checkRouteAdvertisements() {
        for object in inventory.routeAdvertisements {
            let kinds = object.at("spec", "advertisements")?.texts ?? []
            let target = object.at("spec", "targetVRF")
            if kinds.contains("PodNetwork"), !LabelSelector(object.at("spec", "nodeSelector")).isEmpty {
                report(
                    .advertisedNodes, object, line: object.line("spec", "nodeSelector"),
                    "pod networks are advertised from all nodes", fix: "nodeSelector: {}")
            }
            if kinds.contains("EgressIP"), target?.text == "auto" {
                report(
                    .advertisedVRF, object, line: object.line("spec", "advertisements"),
                    "egress addresses are not advertised in the VRF of a network", fix: "advertisements: [PodNetwork]")
            }
            if let target, target.text == "default" {
                report(
                    .advertisedVRF, object, line: target.line,
                    "'default' does not match routers without a VRF (ovn-kubernetes#5580)",
                    fix: "leave targetVRF out: that is the default VRF")
            }
            checkSelection(object, isAuto: target?.text == "auto")
        }
    }

    private mutating func checkSelection(_ object: LintObject, isAuto: Bool) {
        let line = object.line("spec", "frrConfigurationSelector")
        let selector = LabelSelector(object.at("spec", "frrConfigurationSelector"))
        let networks = (object.at("spec", "networkSelectors")?.items ?? [])
            .compactMap { $0.at("clusterUserDefinedNetworkSelector", "networkSelector") }
        for network in networks where LabelSelector(network).isEmpty {
            report(
                .selectorEmpty, object, line: network.line, "it takes the networks of all tenants",
                fix: "matchLabels with a label of the network")
        }
        if selector.isEmpty {
            report(
                .selectorEmpty, object, line: line, "it takes the FRRConfigurations of all tenants",
                fix: "matchLabels with a label of the FRRConfiguration")
            return
        }
        let templates = inventory.select(selector, among: "FRRConfiguration", "frrk8s.metallb.io")
        guard !templates.isEmpty else {
            report(
                .advertisedNothing, object, line: line, "no FRRConfiguration has these labels",
                fix: "label the FRRConfiguration of the network's VRF")
            return
        }
        let selected = networks.flatMap {
            inventory.select(LabelSelector($0), among: "ClusterUserDefinedNetwork", "k8s.ovn.org")
        }
        guard !networks.isEmpty, selected.isEmpty else {
            if isAuto { checkVRFs(templates, selected, object, line: line) }
            return
        }
        report(
            .advertisedNothing, object, line: object.line("spec", "networkSelectors"),
            "no ClusterUserDefinedNetwork has these labels", fix: "label the network")
    }

    private mutating func checkVRFs(
        _ templates: [LintObject], _ selected: [LintObject], _ object: LintObject, line: Int
    ) {
        let networks = selected.map(\.name)
        // The router of an EVPN network comes of the one that speaks with the fabric.
        let isFabric = selected.contains { $0.at("spec", "network", "transport")?.text == "EVPN" }
        for template in templates {
            let routers = (template.at("spec", "bgp", "routers")?.items ?? [])
                .filter { !($0["neighbors"]?.items.isEmpty ?? true) }
            let isMatched = routers.contains { router in
                let vrf = router["vrf"]?.text ?? ""
                return networks.contains(vrf) || isFabric && vrf.isEmpty
            }
            guard !isMatched else { continue }
            if isFabric {
                report(
                    .advertisedNothing, object, line: line,
                    "\(template.place) has no router with neighbors in the default VRF, where the fabric is",
                    fix: "a router without vrf and a neighbor")
                continue
            }
            report(
                .advertisedNothing, object, line: line,
                "\(template.place) has no router with neighbors in VRF \(networks.joined(separator: ", "))",
                fix: "a router with vrf: \(networks.first ?? "NETWORK") and a neighbor")
        }
    }
}
