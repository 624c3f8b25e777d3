// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How results are printed.
enum OutputFormat: String, CaseIterable {
    /// For people and for `awk`.
    case table
    /// The API object with sorted keys.
    case json
    /// The API object as YAML.
    case yaml
    /// `kind/name`, one per line.
    case name
    /// A log of findings; only `manifests lint` has some.
    case sarif
    /// For a ticket or a wiki; only `tenant sheet` has it.
    case markdown

    /// What every command can print.
    static let allCases: [OutputFormat] = [.table, .json, .yaml, .name]
}
