// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An object that the plan wants in the cluster.
package struct WantedObject: Sendable, Equatable {
    package let identity: ObjectIdentity
    /// What the annotation `tenancy.dev/digest` has to be.
    package let digest: String

    package init(identity: ObjectIdentity, digest: String) {
        self.identity = identity
        self.digest = digest
    }
}
