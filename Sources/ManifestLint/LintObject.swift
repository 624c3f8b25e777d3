// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// A Kubernetes object with the places of its parts.
struct LintObject {
    let file: String
    let node: YAMLNode
    /// `metallb.io` of `metallb.io/v1beta1`; empty for the core group.
    let group: String
    let version: String
    let kind: String
    let name: String
    let namespace: String?
    let labels: [String: String]

    /// `nil` when the node has neither `apiVersion` nor `kind`, and so is something else.
    init?(_ node: YAMLNode, file: String) {
        guard let apiVersion = node["apiVersion"]?.text, let kind = node["kind"]?.text else { return nil }
        let parts = apiVersion.split(separator: "/", maxSplits: 1)
        self.file = file
        self.node = node
        group = parts.count == 2 ? String(parts[0]) : ""
        version = String(parts.last ?? "")
        self.kind = kind
        name = node.at("metadata", "name")?.text ?? ""
        namespace = node.at("metadata", "namespace")?.text
        var labels: [String: String] = [:]
        for entry in node.at("metadata", "labels")?.entries ?? [] { labels[entry.key] = entry.value.text }
        self.labels = labels
    }

    func at(_ path: String...) -> YAMLNode? { node.at(path[...]) }

    /// The line of a key, or of the nearest one above it that is there.
    func line(_ path: String...) -> Int {
        var node = node
        var line = node.line
        for key in path {
            guard let entry = node.entries.first(where: { $0.key == key }) else { break }
            line = entry.keyLine
            node = entry.value
        }
        return line
    }

    /// `IPAddressPool.metallb.io`
    var fullKind: String { "\(kind).\(group)" }

    /// Whether it was rendered by us.
    var isOurs: Bool { labels["app.kubernetes.io/managed-by"] == "tenancy" }

    /// The folder of its file.
    var folder: Substring { file.lastIndex(of: "/").map { file[..<$0] } ?? "" }

    /// Kind, group, namespace and name: what is one object to the API server.
    var identity: String { "\(fullKind) \(namespace.map { $0 + "/" } ?? "")\(name)" }

    /// As messages name it.
    var title: String { "\(kind) \(namespace.map { $0 + "/" } ?? "")\(name)" }

    /// Where it stands, for messages about another object.
    var place: String { "\(title) (\(file):\(line("metadata", "name")))" }
}

extension YAMLNode {
    func at(_ path: String...) -> YAMLNode? { at(path[...]) }

    func at(_ path: ArraySlice<String>) -> YAMLNode? {
        var node = self
        for key in path {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// The elements of a sequence; empty for everything else.
    var items: [YAMLNode] {
        if case .sequence(let nodes) = content { return nodes }
        return []
    }

    /// The entries of a mapping; empty for everything else.
    var entries: [Entry] {
        if case .mapping(let entries) = content { return entries }
        return []
    }

    /// The texts of a sequence of scalars.
    var texts: [String] { items.compactMap(\.text) }
}
