// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// What the API server takes only once: a manifest that changes it would be refused, and hold up all that is applied with it.
package enum FixedFields {
    /// The fields of a file's object, for the kinds that have such fields, by the beginning of the file's name.
    private static let fields: [(kind: ManifestKind, path: [String])] = [
        (.clusterUserDefinedNetwork, ["spec", "network"]), (.networkQoS, ["spec", "networkSelectors"]),
        (.roleBinding, ["roleRef"]), (.clusterNetworkConnect, ["spec", "connectSubnets"]),
    ]

    /// Whether a file can have such fields.
    package static func concerns(_ path: String) -> Bool { rule(for: path) != nil }

    /// The field that differs between what is published and what shall be; `nil` when it may be published.
    package static func change(of path: String, from old: [UInt8], to new: [UInt8]) -> String? {
        guard let rule = rule(for: path), let old = try? YAMLNode.parse(old), let new = try? YAMLNode.parse(new) else {
            return nil
        }
        func value(_ node: YAMLNode) -> YAMLValue? {
            rule.path.reduce(node as YAMLNode?) { node, key in node?[key] }?.value
        }
        return value(old) == value(new) ? nil : rule.path.joined(separator: ".")
    }

    private static func rule(for path: String) -> (kind: ManifestKind, path: [String])? {
        guard let name = path.split(separator: "/").last else { return nil }
        return fields.first { name.hasPrefix("\($0.kind.number)-\($0.kind.name.lowercased())-") }
    }
}
