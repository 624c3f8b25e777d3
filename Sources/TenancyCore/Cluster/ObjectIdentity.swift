// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Which object of the cluster.
package struct ObjectIdentity: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let kind: ObjectKind
    /// `nil` for objects of the whole cluster.
    package let namespace: String?
    package let name: String

    package init(_ kind: ObjectKind, namespace: String? = nil, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// `IPAddressPool metallb-system/acme`.
    package var description: String { "\(kind.rawValue) " + (namespace.map { "\($0)/" } ?? "") + name }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }

    /// The command that shows it.
    package var shown: String { "kubectl get \(arguments) -o yaml" }

    /// The command that shows it for people, with its events.
    package var described: String { "kubectl describe \(arguments)" }

    /// The command that removes it.
    package var removed: String { "kubectl delete \(arguments)" }

    private var arguments: String {
        "\(kind.rawValue.lowercased()) \(name)" + (namespace.map { " -n \($0)" } ?? "")
    }
}
