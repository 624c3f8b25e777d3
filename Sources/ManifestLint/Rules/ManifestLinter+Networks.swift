// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// Names, form, subnets and selectors of user-defined networks.
    mutating func checkNetworks() {
        for network in inventory.clusterNetworks {
            checkName(of: network)
            for entry in network.at("spec")?.entries ?? []
            where !["namespaceSelector", "network", "uplinks"].contains(entry.key) {
                report(
                    .networkSchema, network, line: entry.keyLine, "spec.\(entry.key) is no field",
                    fix: ["topology", "layer2", "layer3", "localnet", "transport"].contains(entry.key)
                        ? "move it below spec.network" : "remove it")
            }
            if let spec = network.at("spec", "network") {
                checkTopology(spec, of: network, line: network.line("spec", "network"))
            } else {
                report(
                    .networkSchema, network, line: network.line("spec", "network"), "spec.network is missing",
                    fix: "network: {topology: Layer2, layer2: {role: Primary, subnets: [PREFIX]}}")
            }
            checkSelector("namespaceSelector", of: network)
        }
        for network in inventory.namespacedNetworks {
            if let spec = network.at("spec") { checkTopology(spec, of: network, line: network.line("spec")) }
        }
    }

    private mutating func checkName(of network: LintObject) {
        let line = network.line("metadata", "name")
        if network.name.utf8.count > 15 {
            report(
                .networkName, network, line: line,
                "over 15 bytes: its VRF gets the name mp<number>-udn-vrf, which nobody can know before",
                fix: "a name of at most 15 bytes")
        } else if let problem = Self.interfaceProblem(network.name) {
            report(.networkName, network, line: line, "no name for a VRF: \(problem)", fix: "a name such as acme-g1")
        } else if ["default", "all"].contains(network.name) {
            report(
                .networkName, network, line: line, "the kernel and FRR keep this name", fix: "a name such as acme-g1")
        }
    }

    private mutating func checkTopology(_ spec: YAMLNode, of network: LintObject, line: Int) {
        func wrong(_ line: Int, _ reason: String, _ fix: String) {
            report(.networkSchema, network, line: line, reason, fix: fix)
        }
        let keys = ["Layer2": "layer2", "Layer3": "layer3", "Localnet": "localnet"]
        guard let topology = spec["topology"]?.text, let key = keys[topology] else {
            return wrong(
                spec["topology"]?.line ?? line,
                spec["topology"].map { "'\($0.text ?? "")' is no topology" } ?? "topology is missing",
                "topology: Layer2, Layer3 or Localnet")
        }
        for entry in spec.entries where keys.values.contains(entry.key) && entry.key != key {
            wrong(entry.keyLine, "\(entry.key) does not go with topology \(topology)", "\(key), or another topology")
        }
        if spec["transport"]?.text == "Geneve" {
            wrong(
                spec["transport"]?.line ?? line, "releases differ in whether they know transport Geneve",
                "leave transport out: Geneve is what that means")
        }
        guard let layer = spec[key] else { return wrong(line, "\(key) is missing", "add \(key)") }
        let role = layer["role"]?.text
        if topology == "Localnet", role == "Primary" {
            wrong(layer["role"]?.line ?? layer.line, "a localnet is never the primary network", "role: Secondary")
        } else if !["Primary", "Secondary"].contains(role) {
            wrong(layer["role"]?.line ?? layer.line, "role is neither Primary nor Secondary", "role: Primary")
        }
        if role == "Primary", layer["subnets"]?.items.isEmpty ?? true {
            wrong(layer["subnets"]?.line ?? layer.line, "a primary network needs subnets", "subnets: [PREFIX]")
        }
        for item in layer["subnets"]?.items ?? [] { checkSubnet(item, topology, of: network) }
    }

    private mutating func checkSubnet(_ item: YAMLNode, _ topology: String, of network: LintObject) {
        let isLayer3 = topology == "Layer3"
        guard let node = isLayer3 ? item["cidr"] : item, let text = node.text else {
            report(
                .networkSchema, network, line: item.line,
                isLayer3 ? "a subnet of Layer3 is a mapping with cidr" : "a subnet of \(topology) is a text",
                fix: isLayer3 ? "- cidr: PREFIX" : "- PREFIX")
            return
        }
        let prefix: Prefix
        do throws(AddressError) {
            prefix = try Prefix(parsing: text)
        } catch {
            report(.networkSubnet, network, line: node.line, "\(error)", fix: "ADDRESS/LENGTH")
            return
        }
        guard isLayer3, let host = item["hostSubnet"], let length = host.text.flatMap({ Int($0) }) else { return }
        if length <= prefix.length {
            report(
                .networkSubnet, network, line: host.line,
                "a node gets a /\(length), which is no part of \(prefix)", fix: "a length over \(prefix.length)")
        }
    }

    /// A selector that takes all namespaces, or those that a tenant chooses.
    mutating func checkSelector(_ key: String, of object: LintObject) {
        let selector = LabelSelector(object.at("spec", key))
        if selector.isEmpty {
            report(
                .selectorEmpty, object, line: object.line("spec", key), "it takes every namespace",
                fix: "\(key): {matchLabels: {\(LabelSelector.nameLabel): NAME}}")
        } else if !selector.keys.contains(LabelSelector.nameLabel) {
            report(
                .selectorFreeLabel, object, line: object.line("spec", key),
                "whoever may label a namespace with \(selector.keys.sorted().joined(separator: ", ")) decides what it takes",
                fix: "the label that the API server sets: \(LabelSelector.nameLabel)")
        }
    }
}
