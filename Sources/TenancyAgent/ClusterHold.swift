// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What the cluster has to let go of before another publication comes further than the last one.
struct ClusterHold: Sendable {
    let snapshot: PlanSnapshot
    /// By tenant, the phase that waits.
    let phases: [String: Int]
    /// Addresses that another object shall have.
    let addresses: [IPAddress]

    /// - Parameter isProposed: whether people have to merge the step first: then the cluster alone changes nothing.
    init(_ snapshot: PlanSnapshot, _ step: PhaseStep, _ addresses: [IPAddress], isProposed: Bool) {
        self.snapshot = snapshot
        phases = step.waiting.filter { !isProposed || step.stepped[$0.key] == nil }
        self.addresses = addresses
    }

    /// Whether the cluster has let go of some of it.
    func isOver(_ proof: ClusterProof, _ order: any ManifestPhases) -> Bool {
        guard !phases.isEmpty || !addresses.isEmpty else { return false }
        let view = proof.view()
        let holders = proof.holders(in: view)
        return addresses.contains { holders.obstacle($0) == nil }
            || phases.contains { proof.obstacle(to: $0.value, of: $0.key, snapshot, in: view, order) == nil }
    }
}
