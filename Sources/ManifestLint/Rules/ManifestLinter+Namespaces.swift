// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    static let networkLabel = "k8s.ovn.org/primary-user-defined-network"

    /// Primary networks and the label that their namespaces must have from the beginning.
    mutating func checkNamespaces() {
        for network in inventory.primaryNetworks
        where network.at("metadata", "annotations", "tenancy.dev/namespaces")?.text != "adopted" {
            for name in inventory.namespaces(of: network) where !inventory.has("Namespace", "", name) {
                report(
                    .namespaceMissing, network, line: network.line(network.namespace == nil ? "spec" : "metadata"),
                    "no manifest makes namespace \(name), and its label counts only when the namespace is made",
                    fix: "ship Namespace \(name) with the label \(Self.networkLabel): \"\"")
            }
        }
        for namespace in inventory.namespaces {
            for entry in namespace.at("metadata", "labels")?.entries ?? []
            where entry.key.hasSuffix("user-defined-network") && entry.key != Self.networkLabel {
                report(
                    .namespaceUnknownLabel, namespace, line: entry.keyLine,
                    "\(entry.key) means nothing to OVN-Kubernetes",
                    fix: "\(Self.networkLabel): \"\", on a namespace that is made anew")
            }
            let isLabelled = namespace.labels[Self.networkLabel] != nil
            if let network = inventory.networks[namespace.name], !isLabelled {
                report(
                    .namespaceLabel, namespace, line: namespace.line("metadata", "labels"),
                    "\(network.place) is its primary network, which needs a label from the beginning",
                    fix: "\(Self.networkLabel): \"\", on a namespace that is made anew")
            } else if inventory.networks[namespace.name] == nil, isLabelled {
                report(
                    .namespaceWithoutNetwork, namespace, line: namespace.line("metadata", "labels", Self.networkLabel),
                    "no primary network takes it, so no pod of it starts", fix: "add the network, or remove the label")
            }
        }
    }
}
