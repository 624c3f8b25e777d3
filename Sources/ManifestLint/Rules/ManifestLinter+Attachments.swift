// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    /// Localnets and the bridge mappings of the node that they need.
    mutating func checkAttachments() {
        let mappings = Set(
            inventory.all("NodeNetworkConfigurationPolicy", "nmstate.io")
                .flatMap { $0.at("spec", "desiredState", "ovn", "bridge-mappings")?.items ?? [] }
                .compactMap { $0["localnet"]?.text })
        for network in inventory.clusterNetworks {
            guard let name = network.at("spec", "network", "localnet", "physicalNetworkName") else { continue }
            checkMapping(name.text ?? "", mappings, network, line: name.line)
        }
        for attachment in inventory.all("NetworkAttachmentDefinition", "k8s.cni.cncf.io") {
            let line = attachment.line("spec", "config")
            let config = YAMLStream(parsing: Array((attachment.at("spec", "config")?.text ?? "").utf8))
            guard let config = config.documents.first, !config.entries.isEmpty else {
                report(
                    .attachmentConfig, attachment, line: line, "spec.config is no JSON object",
                    fix: "the configuration of the CNI plugin as JSON")
                continue
            }
            let name = "\(attachment.namespace ?? "default")/\(attachment.name)"
            if let written = config["netAttachDefName"]?.text, written != name {
                report(
                    .attachmentConfig, attachment, line: line, "netAttachDefName is '\(written)', not its own name",
                    fix: "netAttachDefName: \(name)")
            }
            guard config["topology"]?.text == "localnet" else { continue }
            let network = config["physicalNetworkName"]?.text ?? config["name"]?.text ?? ""
            checkMapping(network, mappings, attachment, line: line)
        }
    }

    private mutating func checkMapping(_ name: String, _ mappings: Set<String>, _ object: LintObject, line: Int) {
        // Without any mapping the node is configured elsewhere.
        guard !mappings.isEmpty, !mappings.contains(name) else { return }
        report(
            .localnetUnknown, object, line: line,
            "no bridge mapping has the localnet '\(name)', so pods do not start",
            fix: "known: \(mappings.sorted().joined(separator: ", "))")
    }
}
