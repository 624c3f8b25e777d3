// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// How the kernel differs from the plan now.
    func drift() async throws -> DriftObject {
        guard let kernel else { throw TenancyError(.notFound, "no kernel is programmed here") }
        let snapshot = try await store.snapshot()
        return DriftObject(
            revision: snapshot.revision, kernel: try await kernel.differences(from: KernelState(snapshot)))
    }
}
