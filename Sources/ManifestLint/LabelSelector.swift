// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// A Kubernetes label selector.
struct LabelSelector {
    let labels: [(key: String, value: String)]
    private let expressions: [(key: String, operation: String, values: [String])]

    /// The name of the namespace itself, set by the API server.
    static let nameLabel = "kubernetes.io/metadata.name"

    init(_ node: YAMLNode?) {
        labels = node?["matchLabels"]?.entries.map { ($0.key, $0.value.text ?? "") } ?? []
        expressions =
            node?["matchExpressions"]?.items.map { item in
                (item["key"]?.text ?? "", item["operator"]?.text ?? "", item["values"]?.texts ?? [])
            } ?? []
    }

    /// An empty selector takes everything.
    var isEmpty: Bool { labels.isEmpty && expressions.isEmpty }

    var keys: [String] { labels.map(\.key) + expressions.map(\.key) }

    func matches(_ values: [String: String]) -> Bool {
        labels.allSatisfy { values[$0.key] == $0.value }
            && expressions.allSatisfy { expression in
                let value = values[expression.key]
                return switch expression.operation {
                case "In": value.map(expression.values.contains) ?? false
                case "NotIn": value.map { !expression.values.contains($0) } ?? true
                case "Exists": value != nil
                case "DoesNotExist": value == nil
                default: false
                }
            }
    }

    /// The namespaces that it names outright.
    var names: [String] {
        labels.filter { $0.key == Self.nameLabel }.map(\.value)
            + expressions.filter { $0.key == Self.nameLabel && $0.operation == "In" }.flatMap(\.values)
    }
}
