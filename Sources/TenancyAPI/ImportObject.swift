// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What an import did, or would do.
package struct ImportObject: Sendable, Equatable, Codable {
    /// A row that is not imported.
    package struct Refused: Sendable, Equatable, Codable {
        package let line: Int
        package let reason: String
    }

    package var apiVersion = APIVersion.current
    package var kind = "Import"
    /// The revision of the import; when nothing was stored that of the plan.
    package let revision: Int64
    package let dryRun: Bool
    /// Whether the plan has changed.
    package let stored: Bool
    package let rows: Int
    /// Rows that changed the plan, or would.
    package let imported: Int
    /// Rows whose content was there already, or that say nothing by themselves.
    package let unchanged: Int
    /// By line.
    package let refused: [Refused]
    package let steps: [ChangeObject.Step]

    /// The receipt of an import as the API shows it.
    package init(_ receipt: Receipt, dryRun: Bool) {
        let report = receipt.plan.report
        revision = receipt.revision
        self.dryRun = dryRun
        stored = !receipt.dryRun
        // A document is taken as a whole: its rows are the things that it makes.
        rows = report?.rows ?? receipt.plan.steps.count
        imported = report?.imported ?? receipt.plan.steps.count
        unchanged = report?.unchanged ?? 0
        refused = report?.refused.map { Refused(line: $0.line, reason: $0.reason) } ?? []
        steps = receipt.plan.steps.map {
            ChangeObject.Step(verb: $0.verb.rawValue, object: $0.object, detail: $0.detail)
        }
    }
}
