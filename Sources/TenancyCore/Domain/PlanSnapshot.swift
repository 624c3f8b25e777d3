// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Everything that the executors need, at one revision.
package struct PlanSnapshot: Sendable, Equatable {
    package let revision: Int64
    /// Sorted by name.
    package let tenants: [Tenant]
    /// Sorted by name.
    package let leaks: [Leak]

    package init(revision: Int64, tenants: [Tenant], leaks: [Leak] = []) {
        self.revision = revision
        // A look at what is in order already costs much less than to sort it.
        let isSorted = zip(tenants, tenants.dropFirst()).allSatisfy { $0.name < $1.name }
        self.tenants = isSorted ? tenants : tenants.sorted { $0.name < $1.name }
        self.leaks = leaks.sorted { $0.name < $1.name }
    }

    package var networks: [Network] { tenants.flatMap(\.networks) }
}
