// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a command did, or would do.
package struct Receipt: Sendable, Equatable {
    /// The revision of the change; for a dry run that of the plan it was tried on.
    package let revision: Int64
    package let plan: Plan
    package let dryRun: Bool
    /// What else a dry run found.
    package let preview: Preview?
    /// The answer to the first request with the same idempotency key. Nothing was done then, and the plan is empty.
    package let firstAnswer: String?

    package init(revision: Int64, plan: Plan, dryRun: Bool, preview: Preview? = nil, firstAnswer: String? = nil) {
        self.revision = revision
        self.plan = plan
        self.dryRun = dryRun
        self.preview = preview
        self.firstAnswer = firstAnswer
    }
}
