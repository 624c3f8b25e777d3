// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How far a revision has come downstream.
package struct RevisionObject: Sendable, Equatable, Codable {
    package var apiVersion: String
    package var kind: String
    package let revision: Int64
    /// What of it is not done, among the targets that were asked for.
    package let items: [StatusObject.Item]

    package init(revision: Int64, items: [StatusObject.Item]) {
        apiVersion = APIVersion.current
        kind = "Revision"
        self.revision = revision
        self.items = items
    }
}
