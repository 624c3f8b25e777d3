// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is still to be done, or was done last, for one object downstream.
package struct OutboxItem: Sendable, Equatable {
    package let target: OutboxTarget
    /// A network's key for the kernel, a tenant's name for the manifests.
    package let object: String
    /// The revision that asks for it.
    package let revision: Int64
    /// The last revision that was carried out; 0 for none.
    package let appliedRevision: Int64
    /// Why it could not be carried out.
    package let error: String?
    package let hint: String?
    /// Where it waits for people.
    package var proposed: String?

    package var isPending: Bool { appliedRevision < revision }

    package init(
        target: OutboxTarget, object: String, revision: Int64, appliedRevision: Int64, error: String?, hint: String?
    ) {
        self.target = target
        self.object = object
        self.revision = revision
        self.appliedRevision = appliedRevision
        self.error = error
        self.hint = hint
    }
}
