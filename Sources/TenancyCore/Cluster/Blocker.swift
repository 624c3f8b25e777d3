// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Something live that forbids the release of a tenant.
package struct Blocker: Sendable, Equatable, Comparable {
    /// Such as `Pod`, `LoadBalancer`, `Neighbour`.
    package let kind: String
    /// The namespace or the device that it is in, and its name: `acme-web/db-0`.
    package let object: String
    /// Why it is in the way.
    package let why: String
    /// The command that shows it.
    package let show: String
    /// The command that removes it; `nil` when it goes by itself, or its owner decides.
    package let remove: String?

    package init(kind: String, object: String, why: String, show: String, remove: String? = nil) {
        self.kind = kind
        self.object = object
        self.why = why
        self.show = show
        self.remove = remove
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { (lhs.kind, lhs.object) < (rhs.kind, rhs.object) }
}
