// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Which entries of the journal are wanted.
package struct JournalFilter: Sendable, Equatable {
    /// Only entries below this revision.
    package var before: Int64?
    package var limit: Int
    /// Only what changed this tenant.
    package var tenant: TenantName?
    /// Only what this caller did.
    package var actor: String?
    /// Only from this time on.
    package var since: Timestamp?

    package init(
        before: Int64? = nil, limit: Int, tenant: TenantName? = nil, actor: String? = nil, since: Timestamp? = nil
    ) {
        self.before = before
        self.limit = limit
        self.tenant = tenant
        self.actor = actor
        self.since = since
    }
}
