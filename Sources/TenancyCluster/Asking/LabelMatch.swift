// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Whether labels fit the selector of an object (`matchLabels` and `matchExpressions`).
enum LabelMatch {
    /// An empty selector fits everything, as Kubernetes has it; none fits nothing.
    static func fits(_ labels: [String: String], _ selector: JSONNode?) -> Bool {
        guard let selector else { return false }
        let equal = (selector["matchLabels"]?.fields ?? [:]).allSatisfy { labels[$0.key] == $0.value.text }
        return equal && (selector["matchExpressions"]?.elements ?? []).allSatisfy { fits(labels, expression: $0) }
    }

    private static func fits(_ labels: [String: String], expression: JSONNode) -> Bool {
        let value = labels[expression.text("key") ?? ""]
        let values = expression["values"]?.elements.compactMap(\.text) ?? []
        return switch expression.text("operator") {
        case "In": value.map(values.contains) == true
        case "NotIn": value.map(values.contains) != true
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        default: false
        }
    }
}
