// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI
package import TenancyCore

extension Agent {
    /// Carries a command out, and wakes the executors. A dry run does the same up to the commit, and tells what would follow from it.
    package func change(_ command: Command, _ context: RequestContext, dryRun: Bool) async throws -> ChangeObject {
        guard !dryRun else { return try await preview(command, context) }
        let receipt = try await execute(command, context, dryRun: false)
        if let text = receipt.firstAnswer {
            var change = try JSON.decode(ChangeObject.self, from: Array(text.utf8))
            change.replayed = true
            return change
        }
        return ChangeObject(receipt)
    }

    /// How often a dry run is tried while others change the plan.
    private static let previewLimit = 8

    private func preview(_ command: Command, _ context: RequestContext) async throws -> ChangeObject {
        let settings = settings
        for _ in 0..<Self.previewLimit {
            let receipt = try await execute(command, context, dryRun: true)
            let before = try await store.snapshot()
            guard let preview = receipt.preview, before.revision == receipt.revision else { continue }
            let touched = Set(receipt.plan.tenants)
            let after = PlanSnapshot(
                revision: before.revision,
                tenants: before.tenants.filter { !touched.contains($0.name) } + preview.tenants,
                leaks: preview.leaks)
            var change = ChangeObject(receipt)
            change.effects = EffectObject(
                rows: preview.rows, kernel: kernelState(after).commands(from: kernelState(before)),
                manifests: try render(after, settings.cluster).changes(from: render(before, settings.cluster)))
            return change
        }
        throw TenancyError(
            .moved, "the plan changes faster than a dry run can look at it", hint: "try again in a moment")
    }
}
