// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What to write so that the kernel holds the desired state, and what cannot be brought about.
package struct KernelPlan: Sendable, Equatable {
    /// By the number of the stage; within one in the order in which they were planned.
    package let stages: [OperationList]
    /// Sorted by network; a network may have several.
    package let failures: [KernelReport.Failure]

    /// In the order of their stages.
    package var operations: [KernelOperation] { stages.flatMap(Array.init) }

    package var isEmpty: Bool { stages.allSatisfy(\.isEmpty) }

    /// Whether it writes routes and nothing else: the only writes without side effects on what was read before.
    package var isOfRoutesAlone: Bool {
        KernelOperation.Stage.allCases.allSatisfy { $0.isOfRoutes || stages[$0.rawValue].isEmpty }
    }
}
