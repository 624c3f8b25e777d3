// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who holds, or held, a prefix.
package struct Tenure: Sendable, Equatable {
    package let scope: String
    package let text: String
    package let tenant: TenantName
    package let network: String
    package let role: AllocationRole
    package let since: Timestamp
    package let until: Timestamp?
    package let openedBy: Int64
    package let closedBy: Int64?

    package init(
        scope: String, text: String, tenant: TenantName, network: String, role: AllocationRole, since: Timestamp,
        until: Timestamp?, openedBy: Int64, closedBy: Int64?
    ) {
        self.scope = scope
        self.text = text
        self.tenant = tenant
        self.network = network
        self.role = role
        self.since = since
        self.until = until
        self.openedBy = openedBy
        self.closedBy = closedBy
    }
}
