// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// What OVN-Kubernetes assigns on a single node, and what it silently does not.
    mutating func checkEgressIPs() {
        var selections: [String: [(object: LintObject, pods: LabelSelector)]] = [:]
        for object in inventory.egressIPs {
            let addresses = object.at("spec", "egressIPs")?.items ?? []
            if addresses.count > 1 {
                report(
                    .egressSeveralAddresses, object, line: addresses[1].line,
                    "a node gets one address of an object, and nothing says which", fix: "one object for each address")
            }
            for node in addresses { check(node, of: object) }
            checkSelector("namespaceSelector", of: object)
            let pods = LabelSelector(object.at("spec", "podSelector"))
            let names = inventory.namespaces(LabelSelector(object.at("spec", "namespaceSelector")))
            for name in names {
                if let network = inventory.networks[name], inventory.networksInVRFs.contains(network.name) {
                    report(
                        .egressVRF, object, line: object.line("spec", "namespaceSelector"),
                        "namespace \(name) is in \(network.place), whose pods leave through their own VRF untranslated",
                        fix: "remove one of the two")
                }
                checkTopology(of: name, object)
                if let first = selections[name]?.first(where: { $0.pods.meets(pods) }) {
                    report(
                        .egressSamePods, object, line: object.line("spec", "namespaceSelector"),
                        "\(first.object.place) takes \(pods.isEmpty && first.pods.isEmpty ? "" : "pods of ")namespace \(name), too, and one of the two is idle for them",
                        fix: "share the namespaces out, or the pods by a label and NotIn")
                }
                selections[name, default: []].append((object, pods))
            }
        }
    }

    /// OVN-Kubernetes' page says that it does nothing for Layer2; its code does it since before release 1.1. Whoever renders ours has declared the release.
    private mutating func checkTopology(of namespace: String, _ object: LintObject) {
        guard let network = inventory.networks[namespace], !object.isOurs,
            (network.at("spec", "network") ?? network.at("spec"))?["topology"]?.text == "Layer2"
        else { return }
        report(
            .egressLayer2, object, line: object.line("spec", "namespaceSelector"),
            "namespace \(namespace) is in \(network.place), which is Layer2: the documentation of OVN-Kubernetes says that this is not supported, its code does it since before release 1.1",
            fix: "nothing where it is seen to work; otherwise topology: Layer3")
    }

    private mutating func check(_ node: YAMLNode, of object: LintObject) {
        guard let address = node.text.flatMap({ try? IPAddress(parsing: $0) }) else {
            report(
                .egressAddress, object, line: node.line, "'\(node.text ?? "")' is no address",
                fix: "an address without a length")
            return
        }
        guard !settings.nodeSubnets.isEmpty, !settings.nodeSubnets.contains(where: { $0.contains(address) }) else {
            return
        }
        report(
            .egressOutsideNode, object, line: node.line,
            "\(address) is in no subnet of the node, so no node gets it",
            fix: "an address of \(settings.nodeSubnets.map { "\($0)" }.joined(separator: ", "))")
    }

    /// EgressServices, which mean the Service of their own name, and EgressFirewalls, which have only one.
    mutating func checkEgressServices() {
        for object in inventory.egressServices {
            let namespace = object.namespace ?? "default"
            let service = inventory.services.first {
                $0.name == object.name && ($0.namespace ?? "default") == namespace
            }
            if let service {
                if service.at("spec", "type")?.text != "LoadBalancer" {
                    report(
                        .egressServiceUnbound, object, line: object.line("metadata", "name"),
                        "\(service.place) is not of type LoadBalancer", fix: "type: LoadBalancer")
                }
            } else {
                let others = inventory.services.filter {
                    ($0.namespace ?? "default") == namespace && $0.at("spec", "type")?.text == "LoadBalancer"
                }
                report(
                    .egressServiceUnbound, object, line: object.line("metadata", "name"),
                    "there is no Service '\(object.name)' in namespace \(namespace), so it does nothing",
                    fix: others.isEmpty ? "the name of a LoadBalancer Service" : Self.known(others))
            }
            if let network = inventory.networks[namespace] {
                report(
                    .egressServiceNetwork, object, line: object.line("metadata", "namespace"),
                    "namespace \(namespace) is in \(network.place), and user-defined networks have no EgressService",
                    fix: "an EgressIP, or a namespace of the default network")
            }
        }
        for object in inventory.all("EgressFirewall", "k8s.ovn.org") where object.name != "default" {
            report(
                .egressFirewallName, object, line: object.line("metadata", "name"),
                "a namespace has one EgressFirewall, named default", fix: "name: default")
        }
    }
}
