// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What to write so that the kernel holds the desired state, and what cannot be brought about.
package struct KernelPlan: Sendable, Equatable {
    /// In the order of their stages.
    package let operations: [KernelOperation]
    /// Sorted by network; a network may have several.
    package let failures: [KernelReport.Failure]
}
