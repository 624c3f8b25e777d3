// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What is live and forbids the release of a tenant.
package struct BlockersObject: Sendable, Equatable, Codable {
    package struct Item: Sendable, Equatable, Codable {
        package let kind: String
        package let object: String
        /// Why it is in the way.
        package let why: String
        /// The command that shows it.
        package let show: String
        /// The command that removes it.
        package let remove: String?
    }

    package var apiVersion = APIVersion.current
    package var kind = "Blockers"
    package let tenant: String
    /// What was not looked at because nobody is there to ask: `cluster`, `kernel`.
    package let unseen: [String]
    package let items: [Item]

    /// The blockers as the API shows them.
    package init(tenant: TenantName, _ blockers: [Blocker], unseen: [String] = []) {
        self.tenant = tenant.description
        self.unseen = unseen
        items = blockers.map {
            Item(kind: $0.kind, object: $0.object, why: $0.why, show: $0.show, remove: $0.remove)
        }
    }
}
