// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one revision asked of an executor for one object, and what became of it.
package struct Delivery: Sendable, Equatable {
    package let target: OutboxTarget
    /// A network's key for the kernel, a tenant's name for the manifests.
    package let object: String
    /// When the executor acknowledged it; `nil` while it is open.
    package let at: Timestamp?
    /// The revision of the plan that was carried out, which is this one or a later one.
    package let applied: Int64?
    /// What identifies the effect, such as the commit.
    package let detail: String

    package init(target: OutboxTarget, object: String, at: Timestamp?, applied: Int64?, detail: String) {
        self.target = target
        self.object = object
        self.at = at
        self.applied = applied
        self.detail = detail
    }
}
