// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What others have in the kernel, as the agent needs it.
package protocol KernelOccupancy: Sendable {
    /// What of others is in the tenant's VRFs or speaks through its addresses now; sorted.
    ///
    /// - Parameter own: The prefixes of the tenant that nobody else has: connections are told by their addresses alone, so that those of a prefix that two tenants have
    ///   are nobody's.
    /// - Throws: `TenancyError` when the kernel cannot be read.
    func occupants(of tenant: Tenant, own: [Prefix]) async throws -> [Blocker]

    /// What in the kernel will be in the way of tenants, or of OVN-Kubernetes.
    func examine() async -> [Finding]
}
