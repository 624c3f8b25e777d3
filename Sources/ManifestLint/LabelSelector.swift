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

    /// Whether an object that another selector takes is one that this one takes, too, and nothing but chance keeps them apart otherwise: of two that ask for different
    /// labels nobody knows whether an object has both.
    func meets(_ other: LabelSelector) -> Bool {
        let (own, others) = (demands, other.demands)
        let (required, othersRequired) = (Self.required(own), Self.required(others))
        guard required.isSubset(of: othersRequired) || othersRequired.isSubset(of: required) else { return false }
        return Set(own.keys).union(others.keys).allSatisfy {
            (own[$0] ?? Demand()).meets(others[$0] ?? Demand())
        }
    }

    /// What is asked of each label.
    private var demands: [String: Demand] {
        var demands: [String: Demand] = [:]
        for label in labels { demands[label.key, default: Demand()].take(only: [label.value]) }
        for (key, operation, values) in expressions {
            switch operation {
            case "In": demands[key, default: Demand()].take(only: Set(values))
            case "NotIn": demands[key, default: Demand()].refused.formUnion(values)
            case "Exists": demands[key, default: Demand()].mayBeAbsent = false
            case "DoesNotExist": demands[key, default: Demand()].taken = []
            default: demands[key, default: Demand()].take(only: [])
            }
        }
        return demands
    }

    private static func required(_ demands: [String: Demand]) -> Set<String> {
        Set(demands.filter { !$0.value.mayBeAbsent }.keys)
    }

    /// What a label may be.
    private struct Demand {
        /// `nil` for any value.
        var taken: Set<String>?
        var refused: Set<String> = []
        var mayBeAbsent = true

        mutating func take(only values: Set<String>) {
            taken = taken?.intersection(values) ?? values
            mayBeAbsent = false
        }

        func meets(_ other: Demand) -> Bool {
            if mayBeAbsent, other.mayBeAbsent { return true }
            let either = taken.map { other.taken?.intersection($0) ?? $0 } ?? other.taken
            return either.map { !$0.subtracting(refused).subtracting(other.refused).isEmpty } ?? true
        }
    }

    /// The namespaces that it names outright.
    var names: [String] {
        labels.filter { $0.key == Self.nameLabel }.map(\.value)
            + expressions.filter { $0.key == Self.nameLabel && $0.operation == "In" }.flatMap(\.values)
    }
}
