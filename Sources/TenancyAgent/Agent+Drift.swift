// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// How the kernel, the branch of the manifests and the cluster differ from the plan now.
    func drift() async throws -> DriftObject {
        guard let kernel else { throw TenancyError(.notFound, "no kernel is programmed here") }
        let snapshot = try await store.snapshot()
        var foreign: [String] = []
        var failure: TenancyError?
        do {
            foreign = try await manifests?.publisher.foreignPaths(beside: try render(snapshot, settings.cluster)) ?? []
        } catch let error as TenancyError {
            // A remote that does not answer must not hide what the kernel is like.
            failure = error
        }
        var drift = DriftObject(
            revision: snapshot.revision, kernel: try await kernel.differences(from: kernelState(snapshot)),
            foreign: foreign, unread: failure)
        drift.add(cluster: try await clusterDifferences(from: snapshot))
        return drift
    }
}
