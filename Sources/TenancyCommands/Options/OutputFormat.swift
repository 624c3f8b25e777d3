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
}
