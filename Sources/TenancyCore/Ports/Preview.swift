// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a dry run found beside the plan.
package struct Preview: Sendable, Equatable {
    /// The rows that would change.
    package let rows: [RowChange]
    /// The tenants that the plan names as they would stand; one that is missing would be gone.
    package let tenants: [Tenant]
    /// All leaks as they would stand.
    package let leaks: [Leak]

    package init(rows: [RowChange], tenants: [Tenant], leaks: [Leak]) {
        self.rows = rows
        self.tenants = tenants
        self.leaks = leaks
    }
}
