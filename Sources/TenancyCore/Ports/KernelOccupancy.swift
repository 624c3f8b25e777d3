// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What lives in the kernel for a tenant, as the agent needs it.
package protocol KernelOccupancy: Sendable {
    /// What of others is in the tenant's VRFs or speaks through its addresses now; sorted.
    ///
    /// - Throws: `TenancyError` when the kernel cannot be read.
    func occupants(of tenant: Tenant) async throws -> [Blocker]
}
