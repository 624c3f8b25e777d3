// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// How the kernel and the cluster differ from the plan now.
    func drift() async throws -> DriftObject {
        guard let kernel else { throw TenancyError(.notFound, "no kernel is programmed here") }
        let snapshot = try await store.snapshot()
        var drift = DriftObject(
            revision: snapshot.revision, kernel: try await kernel.differences(from: KernelState(snapshot)))
        drift.add(cluster: try await clusterDifferences(from: snapshot))
        return drift
    }
}
