// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import TenancyCore
internal import YAML

/// One Kubernetes object, before it is given the marks that all of ours carry.
struct ManifestObject: Sendable, Equatable {
    let kind: ManifestKind
    let name: String
    let namespace: NamespaceName?
    let labels: [String: String]
    let annotations: [String: String]
    /// What follows the metadata.
    let content: YAMLMapping

    init(
        _ kind: ManifestKind, name: String, namespace: NamespaceName? = nil, labels: [String: String] = [:],
        annotations: [String: String] = [:], spec: YAMLValue? = nil, data: [String: String] = [:],
        content: YAMLMapping = YAMLMapping()
    ) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
        var content = content
        content["spec"] = spec
        content["data"] = data.isEmpty ? nil : .sorted(data)
        self.content = content
    }

    /// Kind and name, so that a file keeps its path whatever comes and goes beside it.
    ///
    /// Only what tenants' namespaces hold may have one name in several of them.
    var fileName: String {
        let scope = namespace.flatMap { kind.isInTenantNamespace ? "\($0)-" : nil } ?? ""
        return "\(kind.number)-\(kind.name.lowercased())-\(scope)\(name).yaml"
    }

    /// The object as YAML, with the digest of itself without the digest: equal digests on the live object mean equal intent.
    func bytes(of tenant: Tenant?) -> [UInt8] {
        document(tenant: tenant, digest: digest(of: tenant)).emitted()
    }

    /// The digest that the object carries, hexadecimal.
    func digest(of tenant: Tenant?) -> String { SHA256.hex(document(tenant: tenant, digest: nil).emitted()) }

    private func document(tenant: Tenant?, digest: String?) -> YAMLValue {
        // A tenant's labels have no prefix and so never take the place of ours, which all have one.
        var labels = labels.merging(tenant?.labels ?? [:]) { ours, _ in ours }
        labels["app.kubernetes.io/managed-by"] = "tenancy"
        var annotations = annotations
        annotations["argocd.argoproj.io/sync-wave"] = "\(kind.wave)"
        annotations["tenancy.dev/tenant"] = tenant?.name.description
        annotations["tenancy.dev/digest"] = digest.map { "sha256:\($0)" }

        var metadata: YAMLMapping = ["name": .string(name)]
        metadata["namespace"] = namespace.map { .string("\($0)") }
        metadata["labels"] = .sorted(labels)
        metadata["annotations"] = .sorted(annotations)
        var document: YAMLMapping = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.name)]
        document["metadata"] = .mapping(metadata)
        for entry in content.entries { document[entry.key] = entry.value }
        return .mapping(document)
    }
}

extension YAMLValue {
    /// A mapping of strings in the order of its keys.
    static func sorted(_ values: [String: String]) -> YAMLValue {
        var mapping = YAMLMapping()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { mapping[key] = .string(value) }
        return .mapping(mapping)
    }
}
