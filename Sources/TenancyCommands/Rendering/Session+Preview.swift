// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Session {
    /// What a dry run found: the steps, and what would follow from them for the kernel and the manifests; with `--verbose` the rows as well.
    func preview(of change: ChangeObject) -> String {
        var fields = Fields()
        if let effects = change.effects {
            if match[GlobalOptions.verbose] { fields.add("Rows", each: effects.rows.map(\.line)) }
            fields.add("Kernel", each: effects.kernel.isEmpty ? [""] : effects.kernel)
            let files = effects.manifests.map { "\($0.change) \($0.path)" }
            fields.add("Manifests", each: files.isEmpty ? [""] : files)
        }
        let derived = fields.rendered()
        return "dry run at revision \(change.revision), nothing is stored\n" + Documents.results(of: change)
            + (change.steps.isEmpty ? "" : steps(of: change))
            + (derived.isEmpty ? "" : "\n" + derived)
    }
}
