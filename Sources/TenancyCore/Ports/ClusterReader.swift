// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The cluster, as the agent needs it: it is read and never written.
package protocol ClusterReader: Sendable {
    /// What is known now, without asking anybody.
    func view() -> ClusterView

    /// Follows the cluster until the task is cancelled, and calls `look` after each change of what is known.
    func follow(_ look: @escaping @Sendable () -> Void) async

    /// What lives in the namespaces of a tenant and forbids its release, asked now; sorted.
    ///
    /// - Throws: `TenancyError` with code `cluster.unavailable` when it cannot be known.
    func occupants(of tenant: Tenant) async throws -> [Blocker]

    /// Whether the cluster is set up as the tenants need it, asked now.
    func examine(_ settings: ClusterSettings) async -> [Finding]
}
