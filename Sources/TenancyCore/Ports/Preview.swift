// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a dry run found beside the plan.
package struct Preview: Sendable, Equatable {
    /// The rows that would change.
    package let rows: [RowChange]
    /// The tenants that the plan names as they would stand; one that is missing would be gone.
    package let tenants: [Tenant]

    package init(rows: [RowChange], tenants: [Tenant]) {
        self.rows = rows
        self.tenants = tenants
    }
}
