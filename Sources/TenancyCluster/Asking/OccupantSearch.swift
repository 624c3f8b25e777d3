// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// Looks for what lives in a tenant's namespaces or holds its addresses, and so forbids its release (metallb-gitops 2.9).
struct OccupantSearch: Sendable {
    let client: ClusterClient
    let tenant: Tenant

    /// How many objects of a kind are named in a namespace; the rest is counted.
    static let limit = 500

    func run() async throws(ClusterError) -> [Blocker] {
        var found = try await services()
        for namespace in Set(tenant.networks.flatMap(\.spec.namespaces)).sorted() {
            for kind in Self.kinds { found += try await occupants(kind, in: namespace.description) }
            found += try await networks(selecting: namespace.description)
        }
        return found.sorted()
    }

    // MARK: In a namespace

    private struct Kind: Sendable {
        let name: String
        let group: String
        let plural: String
        /// Why an object is in the way; nil when it is not.
        let reason: @Sendable (JSONNode, Tenant) -> String?
    }

    private static let kinds: [Kind] = [
        Kind(name: "Pod", group: "api/v1", plural: "pods") { pod, _ in
            let phase = pod["status"]?.text("phase") ?? "Unknown"
            // What has ended is deleted with its namespace.
            return ["Succeeded", "Failed"].contains(phase) ? nil : phase.lowercased()
        },
        Kind(name: "VirtualMachine", group: "apis/kubevirt.io/v1", plural: "virtualmachines") { machine, _ in
            (machine["status"]?.text("printableStatus") ?? "there").lowercased()
        },
        Kind(name: "VirtualMachineInstance", group: "apis/kubevirt.io/v1", plural: "virtualmachineinstances") {
            instance, _ in (instance["status"]?.text("phase") ?? "there").lowercased()
        },
        Kind(name: "PersistentVolumeClaim", group: "api/v1", plural: "persistentvolumeclaims") { claim, _ in
            "holds data" + (claim["spec"]?.text("volumeName").map { " on volume \($0)" } ?? "")
        },
        Kind(name: "EgressService", group: "apis/k8s.ovn.org/v1", plural: "egressservices") { service, tenant in
            isOurs(service, of: tenant) ? nil : "routes the traffic of a Service"
        },
        Kind(name: "UserDefinedNetwork", group: "apis/k8s.ovn.org/v1", plural: "userdefinednetworks") { _, _ in
            "is a network of somebody else's in the namespace"
        },
        Kind(
            name: "NetworkAttachmentDefinition", group: "apis/k8s.cni.cncf.io/v1",
            plural: "network-attachment-definitions"
        ) { definition, tenant in
            let owners = definition["metadata"]?["ownerReferences"]?.elements ?? []
            let own = Set(tenant.networks.compactMap { $0.cudn?.description })
            let isOwn = owners.contains {
                $0.text("kind") == "ClusterUserDefinedNetwork" && $0.text("name").map(own.contains) == true
            }
            return isOwn ? nil : "is a network of somebody else's in the namespace"
        },
    ]

    private static let selection = FieldSelection("status/phase", "status/printableStatus", "spec/volumeName").adding(
        "metadata",
        FieldSelection("name", "deletionTimestamp", "ownerReferences/kind", "ownerReferences/name").adding(
            "annotations", .fields(["tenancy.dev/tenant": .whole])))

    private static func isOurs(_ node: JSONNode, of tenant: Tenant) -> Bool {
        node["metadata"]?["annotations"]?.text("tenancy.dev/tenant") == tenant.name.description
    }

    private func occupants(_ kind: Kind, in namespace: String) async throws(ClusterError) -> [Blocker] {
        let nodes = try await client.all("/\(kind.group)/namespaces/\(namespace)/\(kind.plural)", Self.selection)
        var found = nodes.compactMap { node -> Blocker? in
            guard let name = node["metadata"]?.text("name"), let reason = kind.reason(node, tenant) else { return nil }
            let isLeaving = node["metadata"]?["deletionTimestamp"] != nil
            return Blocker(
                kind: kind.name, object: "\(namespace)/\(name)", why: isLeaving ? "\(reason), being deleted" : reason,
                show: "kubectl get \(kind.plural) \(name) -n \(namespace)",
                remove: isLeaving ? nil : Self.removal(of: node, name, kind, namespace))
        }
        if found.count > Self.limit {
            let rest = found.count - Self.limit
            found = Array(found.prefix(Self.limit))
            found.append(
                Blocker(
                    kind: kind.name, object: "\(namespace)/…", why: "and \(rest) more",
                    show: "kubectl get \(kind.plural) -n \(namespace)"))
        }
        return found
    }

    /// What has an owner comes back unless the owner goes.
    private static func removal(of node: JSONNode, _ name: String, _ kind: Kind, _ namespace: String) -> String {
        let owner = node["metadata"]?["ownerReferences"]?.elements.first
        if let owner, let ownerKind = owner.text("kind"), let ownerName = owner.text("name") {
            return "kubectl delete \(ownerKind.lowercased()) \(ownerName) -n \(namespace)"
        }
        return "kubectl delete \(kind.plural) \(name) -n \(namespace)"
    }

    // MARK: In the cluster

    /// Services that hold addresses of the tenant wherever they are, and those of type LoadBalancer in its namespaces.
    private func services() async throws(ClusterError) -> [Blocker] {
        let namespaces = Set(tenant.networks.flatMap(\.spec.namespaces).map(\.description))
        let addresses = Set(
            tenant.networks.flatMap { $0.loadBalancerAddresses + $0.prefixes(.floating).map(\.first) }.map(
                \.description))
        guard !namespaces.isEmpty || !addresses.isEmpty else { return [] }
        let nodes = try await client.all(
            "/api/v1/services",
            FieldSelection("metadata/name", "metadata/namespace", "spec/type", "status/loadBalancer/ingress/ip"))
        return nodes.compactMap { node in
            guard let name = node["metadata"]?.text("name"), let namespace = node["metadata"]?.text("namespace"),
                node["spec"]?.text("type") == "LoadBalancer"
            else { return nil }
            let held = node["status"]?["loadBalancer"]?["ingress"]?.elements.compactMap { $0.text("ip") } ?? []
            guard namespaces.contains(namespace) || !addresses.isDisjoint(with: held) else { return nil }
            return Blocker(
                kind: "LoadBalancer", object: "\(namespace)/\(name)",
                why: held.isEmpty ? "asks for a public address" : "holds \(held.joined(separator: ", "))",
                show: "kubectl get services \(name) -n \(namespace)",
                remove: "kubectl delete services \(name) -n \(namespace)")
        }
    }

    /// Cluster-wide networks of others that select a namespace.
    private func networks(selecting namespace: String) async throws(ClusterError) -> [Blocker] {
        let own = Set(tenant.networks.compactMap { $0.cudn?.description })
        let path = "/apis/k8s.ovn.org/v1/clusteruserdefinednetworks"
        let nodes = try await client.all(path, FieldSelection("metadata/name", "spec/namespaceSelector"))
        let others = nodes.filter { node in node["metadata"]?.text("name").map { !own.contains($0) } == true }
        guard !others.isEmpty,
            let live = try await client.get("/api/v1/namespaces/\(namespace)", FieldSelection("metadata/labels"))
        else { return [] }
        let labels = (live["metadata"]?["labels"]?.fields ?? [:]).compactMapValues(\.text)
        return others.compactMap { node in
            guard let name = node["metadata"]?.text("name"),
                LabelMatch.fits(labels, node["spec"]?["namespaceSelector"])
            else { return nil }
            return Blocker(
                kind: "ClusterUserDefinedNetwork", object: name, why: "selects namespace \(namespace)",
                show: "kubectl get clusteruserdefinednetworks \(name) -o yaml")
        }
    }
}
