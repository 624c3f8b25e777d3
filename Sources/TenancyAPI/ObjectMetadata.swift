// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What every named object has.
package struct ObjectMetadata: Sendable, Equatable, Codable {
    package let name: String
    package var labels: [String: String]?
    /// RFC 3339, UTC; set by the daemon.
    package var created: String?

    package init(name: String, labels: [String: String]? = nil, created: String? = nil) {
        self.name = name
        self.labels = labels
        self.created = created
    }
}

/// A list: `kind` is that of the items with `List` behind it.
package struct ObjectList<Item: Sendable & Codable & Equatable>: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package let kind: String
    package let items: [Item]

    package init(kind: String, items: [Item]) {
        self.kind = kind
        self.items = items
    }
}
